/** A version's life: checked, tried in the shadow, promoted, on probation, rolled back; and the state of it that is kept. */
package io.bactrian.rollout;
