package dev.evenkeel.leadership;

import dev.evenkeel.objects.Moment;
import java.util.Optional;

/**
 * What is to be done with the Lease next. Each step has to be answered, whatever happened, before the next is given.
 */
public sealed interface Step {
    /** When the step was given; its request is sent no earlier. */
    Moment begun();

    /** Read the Lease, consistently. */
    record Read(Moment begun) implements Step {}

    /**
     * Write the Lease.
     *
     * @param holder who holds it from then on; empty if it is given back
     * @param over the version that is replaced, and none other; empty to make a Lease where there is none
     */
    record Write(Moment begun, Optional<String> holder, Optional<String> over) implements Step {}
}
