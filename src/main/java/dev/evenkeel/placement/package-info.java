/**
 * What may go where, and why not: rules, the ledger of slots, offers, permits and scores. Plain Java without I/O, clock
 * or threads; one caller at a time. {@link dev.evenkeel.placement.Arbiter} is the only door.
 */
@NullMarked
package dev.evenkeel.placement;

import org.jspecify.annotations.NullMarked;
