/** What goes back to a device, and where it may go. */
package io.bactrian.reply;
