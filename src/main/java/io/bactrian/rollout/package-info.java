/** How a version comes into service and leaves it: checks, shadow, gate, canary, probation, rollback; its stored state and events. */
package io.bactrian.rollout;
