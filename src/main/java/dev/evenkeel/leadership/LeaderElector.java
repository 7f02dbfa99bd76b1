package dev.evenkeel.leadership;

import dev.evenkeel.objects.Moment;
import java.util.Optional;

/**
 * How one instance becomes the only one that decides: a state machine. Its inputs are the time and what was read and
 * written. Two of them never hold at once, whatever is lost or late, as long as their clocks' rates differ only
 * slightly.
 */
public sealed interface LeaderElector permits Alone, LeaseElector, SchedulerLeaseFollower {
    /**
     * What to do now; empty if nothing is due, or the last step is not answered yet.
     *
     * @param bindings how many bindings of this instance are under way, or in doubt
     */
    Optional<Step> next(int bindings, Moment now);

    /** What came of a step. */
    void answered(Step step, StepAnswer answer, Moment now);

    /** Whether this instance holds at that moment. */
    Hold hold(Moment now);

    /** From now on it does not hold; what it has is given back once no binding is under way. */
    void resign();

    /** Whether nothing is left to give back. */
    boolean isOver();
}
