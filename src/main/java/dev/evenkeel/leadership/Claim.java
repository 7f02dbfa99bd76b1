package dev.evenkeel.leadership;

import dev.evenkeel.cluster.Moment;
import java.util.Optional;

/**
 * How one instance comes to be the only one that decides: a state machine that is told what was read and written and what
 * time it is. Two of them, whatever their clocks' rates are within reason, whatever is lost or late, never hold at once.
 */
public sealed interface Claim permits Alone, OwnLease, SchedulerLease {
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

    /** From now on it holds no more; what it has is given back once no binding is under way. */
    void resign();

    /** Whether nothing is left to give back. */
    boolean isOver();
}
