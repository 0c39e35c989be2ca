/** What the artifact does when it is given arguments: it asks the running service, or works on files; nothing of it starts the service. */
package io.bactrian.command;
