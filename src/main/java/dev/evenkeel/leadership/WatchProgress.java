package dev.evenkeel.leadership;

import dev.evenkeel.objects.Moment;
import java.util.Optional;

/** Takes in how far the watches have come; safe for any thread. */
public interface WatchProgress {
    /** Everything that was committed by that moment has been reported. */
    void seen(Moment asOf);

    /**
     * Everything that the API server shows from before that moment has been reported; the API server itself may lag.
     */
    void heard(Moment asOf);

    /** If a consistent list is waited for: the moment that it must not be older than. */
    Optional<Moment> awaited();
}
