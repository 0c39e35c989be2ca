/** What other packages know of models: manifests, inputs and outputs, and the interfaces between those that run and those that decide. */
package io.bactrian.model;
