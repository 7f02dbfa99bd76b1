package dev.evenkeel.leadership;

import dev.evenkeel.objects.Moment;

/** Whether an instance may act as the only one. */
public sealed interface Hold {
    /**
     * It may.
     *
     * @param until before that moment no other process can hold the Lease
     * @param settled from that moment on no binding of a predecessor is under way
     */
    record Held(Moment until, Moment settled) implements Hold {}

    /** It may not. */
    record NotHeld() implements Hold {}
}
