/** Files on disk that survive a kill, and the room that there is for them. */
package io.bactrian.files;
