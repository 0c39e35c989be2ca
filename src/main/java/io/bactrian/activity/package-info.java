/** What devices said lately, in memory, for who looks: the last answer of each, scores and labels over time, errors. Knows nothing of Camel. */
package io.bactrian.activity;
