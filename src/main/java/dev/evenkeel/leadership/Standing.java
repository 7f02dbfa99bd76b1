package dev.evenkeel.leadership;

import dev.evenkeel.api.Authority;
import dev.evenkeel.cluster.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one instance may decide, by its claim and by how far it knows the cluster. It decides only while it alone can; only
 * after all bindings of anybody before it are over and it has seen what came of them; and only by a picture of the cluster
 * that is not too old.
 */
public final class Standing {
    private final Claim claim;
    private final Duration lag;
    private @Nullable Moment heard;
    private @Nullable Moment seen;

    /**
     * A standing of an instance that knows nothing yet.
     *
     * @param lag how old its picture of the cluster may be
     */
    public Standing(Claim claim, Duration lag) {
        this.claim = claim;
        this.lag = lag;
    }

    /** The claim, to be told what becomes of its steps. */
    public Claim claim() {
        return claim;
    }

    /** The instance has been told all that was committed at that moment. */
    public void seen(Moment asOf) {
        seen = later(seen, asOf);
        heard(asOf);
    }

    /** The API server shows nothing from before that moment that the instance has not been told; it may lag itself. */
    public void heard(Moment asOf) {
        heard = later(heard, asOf);
    }

    private static Moment later(@Nullable Moment one, Moment other) {
        return one != null && other.isBefore(one) ? one : other;
    }

    /** What is known at that moment, for those who only ask. */
    public StandingView view(Moment now) {
        return new StandingView(claim.hold(now), heard, seen, lag);
    }

    /**
     * What to do with the Lease now. What may be decided is handed over first, and bindings are counted in the same instant:
     * so whoever gives the Lease back has taken back the authority before, and every binding that was begun by it is counted.
     *
     * @param handOver gives the authority to who decides, and tells how many bindings are under way, or in doubt, from then on
     */
    public Optional<Step> next(ToIntFunction<Authority> handOver, Moment now) {
        int bindings = handOver.applyAsInt(view(now).authority(now));
        return claim.next(bindings, now);
    }
}
