/** Text read strictly: UTF-8 and YAML as they are written, or an error with its place. */
package io.bactrian.text;
