/** Text read strictly: UTF-8, JSON and YAML as they are written, or errors with their places. */
package io.bactrian.text;
