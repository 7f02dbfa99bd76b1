/**
 * Who holds which slot: what each pod waits for, holds and has, and the bindings under way. Part of the spine.
 *
 * <p>Keeps true: a slot is taken and given back in one place, and by one pod only once; what is gone leaves nothing behind. Start
 * reading at {@link dev.evenkeel.slots.PodState}, then {@link dev.evenkeel.slots.Ledger}.
 */
@NullMarked
package dev.evenkeel.slots;

import org.jspecify.annotations.NullMarked;
