/**
 * Who holds which slot: the caps that follow from rules, what pods wait for, hold and have, and the bindings under way. Part
 * of the spine.
 *
 * <p>Keeps true: a slot is taken and given back in one place, and by one pod only once; what is gone leaves nothing behind. Start
 * reading at {@link dev.evenkeel.slots.Ledger}.
 */
@NullMarked
package dev.evenkeel.slots;

import org.jspecify.annotations.NullMarked;
