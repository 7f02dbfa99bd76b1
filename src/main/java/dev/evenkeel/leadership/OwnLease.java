package dev.evenkeel.leadership;

import dev.evenkeel.cluster.Moment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leadership by a Lease of evenkeel's own. Every write replaces one version and no other, so the Lease's history is a chain:
 * who sees its own name in it has held it since it wrote it there.
 *
 * <p>The times of another holder are never looked at. Its Lease is over when it was seen unchanged for as long as it holds,
 * by this process's clock; and if it was renewed unseen, the write that takes it is refused.
 */
public final class OwnLease implements Claim {
    private final String identity;
    private final LeaseTimes times;

    private @Nullable Step pending;
    private @Nullable Moment lastBegun;
    /** What was read or written last; none if the next step has to be a look. */
    private @Nullable Sight sight;

    private @Nullable Tenure tenure;
    private boolean resigned;
    private boolean over;

    /**
     * What was seen last.
     *
     * @param lease empty if there is none
     * @param since when it was first seen like this
     */
    private record Sight(Optional<LeaseSeen> lease, Moment since) {}

    /**
     * This process holds the Lease.
     *
     * @param version that a renewal has to replace
     * @param renewed when the last successful renewal was begun
     * @param settled when bindings of anybody before are over
     */
    private record Tenure(String version, Moment renewed, Moment settled) {}

    /**
     * A process that holds nothing yet.
     *
     * @param identity of this process, which no other has, had or will have
     */
    public OwnLease(String identity, LeaseTimes times) {
        this.identity = identity;
        this.times = times;
    }

    // ---- what to do

    @Override
    public Optional<Step> next(int bindings, Moment now) {
        if (pending != null || over) {
            return Optional.empty();
        }
        if (resigned && tenure == null) {
            over = true;
            return Optional.empty();
        }
        boolean givesBack = resigned && bindings == 0 && sight != null;
        if (!givesBack && !isDue(now)) {
            return Optional.empty();
        }
        Step step = givesBack ? write(Optional.empty(), now) : next(now);
        pending = step;
        lastBegun = now;
        return Optional.of(step);
    }

    private boolean isDue(Moment now) {
        return lastBegun == null || !now.isBefore(lastBegun.plus(times.pause()));
    }

    private Step next(Moment now) {
        return (tenure != null && sight != null) || mayTake(now)
                ? write(Optional.of(identity), now)
                : new Step.Read(now);
    }

    private Step write(Optional<String> holder, Moment now) {
        Optional<String> over = tenure != null
                ? Optional.of(tenure.version)
                : Optional.ofNullable(sight).flatMap(Sight::lease).map(LeaseSeen::version);
        return new Step.Write(now, holder, over);
    }

    /** Whether nobody else holds the Lease, by what was seen of it. */
    private boolean mayTake(Moment now) {
        if (sight == null) {
            return false;
        }
        @Nullable LeaseSeen lease = sight.lease.orElse(null);
        if (lease == null || lease.holder().isEmpty() || lease.isHeldBy(identity)) {
            return true;
        }
        var holds = lease.duration().compareTo(times.duration()) > 0 ? lease.duration() : times.duration();
        return !now.isBefore(sight.since.plus(holds));
    }

    // ---- what came of it

    @Override
    public void answered(Step step, StepAnswer answer, Moment now) {
        if (!step.equals(pending)) {
            throw new IllegalStateException("answered: " + step + ", but under way: " + pending);
        }
        pending = null;
        switch (step) {
            case Step.Read read -> looked(answer, now);
            case Step.Write write when write.holder().isPresent() -> taken(write, answer, now);
            case Step.Write write -> {
                // Given back, or lost; or it runs out by itself.
                tenure = null;
                over = true;
            }
        }
    }

    private void looked(StepAnswer answer, Moment now) {
        switch (answer) {
            case StepAnswer.Seen(LeaseSeen lease) -> {
                see(Optional.of(lease), now);
                // With the own name in it, a write of unknown outcome has been done.
                tenure = tenure != null && lease.isHeldBy(identity)
                        ? new Tenure(lease.version(), tenure.renewed, tenure.settled)
                        : null;
            }
            case StepAnswer.Absent() -> {
                see(Optional.empty(), now);
                tenure = null;
            }
            case StepAnswer.Refused _, StepAnswer.Failed _ -> {
                // Nothing was learnt; the next look is due soon.
            }
        }
    }

    private void see(Optional<LeaseSeen> lease, Moment now) {
        @Nullable Sight before = sight;
        if (before != null && before.lease.map(LeaseSeen::marker).equals(lease.map(LeaseSeen::marker))) {
            sight = new Sight(lease, before.since);
        } else {
            sight = new Sight(lease, now);
        }
    }

    private void taken(Step.Write write, StepAnswer answer, Moment now) {
        switch (answer) {
            case StepAnswer.Seen(LeaseSeen lease) -> {
                // A Lease that was not there may have been deleted under a holder that goes on until its next renewal.
                Moment predecessorsEnd = write.over().isEmpty() ? now.plus(times.renewal()) : now;
                Moment settled = tenure != null ? tenure.settled : predecessorsEnd.plus(times.quiet());
                tenure = new Tenure(lease.version(), write.begun(), settled);
                see(Optional.of(lease), now);
            }
            case StepAnswer.Absent _, StepAnswer.Refused _ -> {
                // Somebody else has written it; who, the next look says, and at once.
                sight = null;
                lastBegun = null;
            }
            case StepAnswer.Failed _ -> sight = null;
        }
    }

    // ---- what it means

    @Override
    public Hold hold(Moment now) {
        if (tenure == null || resigned) {
            return new Hold.NotHeld();
        }
        Moment until = tenure.renewed.plus(times.renewal());
        return now.isBefore(until) ? new Hold.Held(until, tenure.settled) : new Hold.NotHeld();
    }

    @Override
    public void resign() {
        resigned = true;
    }

    @Override
    public boolean isOver() {
        return over;
    }
}
