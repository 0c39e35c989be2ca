/** A version's life: checked, tried in the shadow, promoted, watched, rolled back; and what is remembered of it. */
package io.bactrian.rollout;
