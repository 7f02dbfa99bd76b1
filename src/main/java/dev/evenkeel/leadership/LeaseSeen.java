package dev.evenkeel.leadership;

import java.time.Duration;
import java.util.Optional;

/**
 * A Lease as the API server had it at one moment.
 *
 * @param holder who holds it; empty if it was given back
 * @param duration how long it holds after a renewal, as its holder says
 * @param marker differs after each renewal and each change of holder, and says nothing else: the times in a Lease are from
 *     another machine's clock
 * @param version what a write has to name that is to replace this very state
 */
public record LeaseSeen(Optional<String> holder, Duration duration, String marker, String version) {
    boolean isHeldBy(String identity) {
        return holder.filter(identity::equals).isPresent();
    }
}
