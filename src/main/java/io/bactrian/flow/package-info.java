/** The steps and conditions that routes refer to: each a Camel processor or predicate around a decision of another package. */
package io.bactrian.flow;
