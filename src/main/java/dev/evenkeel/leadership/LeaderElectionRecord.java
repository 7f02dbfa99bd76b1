package dev.evenkeel.leadership;

import java.time.Duration;
import java.util.Optional;

/**
 * A Lease as the API server had it at one moment; client-go's LeaderElectionRecord, as far as it matters here.
 *
 * @param holder who holds it; empty if it was given back
 * @param duration how long it holds after a renewal, as its holder says
 * @param marker differs after each renewal and each change of holder, and means nothing else: the times in a Lease are
 *     from another machine's clock
 * @param version what a write must name in order to replace exactly this state
 */
public record LeaderElectionRecord(Optional<String> holder, Duration duration, String marker, String version) {
    boolean isHeldBy(String identity) {
        return holder.filter(identity::equals).isPresent();
    }
}
