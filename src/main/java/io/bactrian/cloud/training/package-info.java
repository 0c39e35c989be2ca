/** Retraining: when it begins, from which samples, by what, whether its candidate is better, and what becomes of it. */
package io.bactrian.cloud.training;
