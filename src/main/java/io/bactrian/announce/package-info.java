/** What cloud and edge say to each other about versions of models: announcements, reports of what became of them, signatures. */
package io.bactrian.announce;
