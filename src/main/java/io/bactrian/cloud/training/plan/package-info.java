/** What is trained, from what, when, and what becomes of it: the training file. */
package io.bactrian.cloud.training.plan;
