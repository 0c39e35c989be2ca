/** Messages that somebody follows: what is asked for, and each message's trail. Free of Camel. */
package io.bactrian.follow;
