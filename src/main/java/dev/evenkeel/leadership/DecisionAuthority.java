package dev.evenkeel.leadership;

import dev.evenkeel.api.Authority;
import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one instance may decide, by leader election and by how far it knows the cluster. It decides only while no other
 * can; only after all bindings of its predecessors are over and it has seen their outcome; and only by a picture of the
 * cluster that is not too old.
 */
public final class DecisionAuthority {
    private final LeaderElector elector;
    private final Duration lag;
    private @Nullable Moment heard;
    private @Nullable Moment seen;

    /**
     * The authority of an instance that knows nothing yet.
     *
     * @param lag how old its picture of the cluster may be
     */
    public DecisionAuthority(LeaderElector elector, Duration lag) {
        this.elector = elector;
        this.lag = lag;
    }

    /** The elector, which takes the answers to its steps. */
    public LeaderElector elector() {
        return elector;
    }

    /** The instance knows everything that was committed by that moment. */
    public void seen(Moment asOf) {
        seen = later(seen, asOf);
        heard(asOf);
    }

    /**
     * The instance knows everything that the API server shows from before that moment; the API server itself may lag.
     */
    public void heard(Moment asOf) {
        heard = later(heard, asOf);
    }

    private static Moment later(@Nullable Moment one, Moment other) {
        return one != null && other.isBefore(one) ? one : other;
    }

    /** What is known at that moment, for callers that only ask. */
    public AuthorityView view(Moment now) {
        return new AuthorityView(elector.hold(now), heard, seen, lag);
    }

    /**
     * The next step with the Lease. The authority is handed over first, and bindings are counted in the same instant:
     * so before the Lease is given back the authority has been taken back, and every binding begun under it is counted.
     *
     * @param handOver gives the authority to the arbiter, and returns how many bindings are under way or in doubt from
     *     then on
     */
    public Optional<Step> next(ToIntFunction<Authority> handOver, Moment now) {
        int bindings = handOver.applyAsInt(view(now).authority(now));
        return elector.next(bindings, now);
    }
}
