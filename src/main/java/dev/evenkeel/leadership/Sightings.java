package dev.evenkeel.leadership;

import dev.evenkeel.cluster.Moment;
import java.util.Optional;

/** Is told how far the cluster is known; safe for any thread. */
public interface Sightings {
    /** All that was committed at that moment has been told. */
    void seen(Moment asOf);

    /** The API server shows nothing from before that moment that has not been told; it may lag itself. */
    void heard(Moment asOf);

    /** A consistent look is waited for, which must not be older than that moment. */
    Optional<Moment> awaited();
}
