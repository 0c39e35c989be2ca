/** Files on disk that survive a kill. */
package io.bactrian.files;
