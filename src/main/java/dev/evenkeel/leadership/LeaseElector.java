package dev.evenkeel.leadership;

import dev.evenkeel.objects.Moment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leadership by a Lease of evenkeel's own. Every write replaces one version and no other, so the Lease's history is a
 * chain: an instance that finds its own name in it has held it since it wrote it there.
 *
 * <p>The times that another holder writes are never used. Its Lease is over when it was seen unchanged for its whole
 * duration, by this process's clock; and if it was renewed unseen, the write that takes it is refused.
 */
public final class LeaseElector implements LeaderElector {
    private final String identity;
    private final LeaseTimes times;

    private @Nullable Step pending;
    private @Nullable Moment lastBegun;
    /** What was read or written last; null if the next step has to be a read. */
    private @Nullable Observed observed;

    private @Nullable Tenure tenure;
    private boolean resigned;
    private boolean over;

    /**
     * What was seen last.
     *
     * @param lease empty if there is none
     * @param since when it was first seen like this
     */
    private record Observed(Optional<LeaderElectionRecord> lease, Moment since) {}

    /**
     * This process holds the Lease.
     *
     * @param version that a renewal has to replace
     * @param renewed when the last successful renewal was begun
     * @param settled when the bindings of every predecessor are over
     */
    private record Tenure(String version, Moment renewed, Moment settled) {}

    /**
     * A process that does not hold yet.
     *
     * @param identity of this process, which no other has, had or will have
     */
    public LeaseElector(String identity, LeaseTimes times) {
        this.identity = identity;
        this.times = times;
    }

    // ---- the next step

    @Override
    public Optional<Step> next(int bindings, Moment now) {
        if (pending != null || over) {
            return Optional.empty();
        }
        if (resigned && tenure == null) {
            over = true;
            return Optional.empty();
        }
        boolean givesBack = resigned && bindings == 0 && observed != null;
        if (!givesBack && !isDue(now)) {
            return Optional.empty();
        }
        Step step = givesBack ? write(Optional.empty(), now) : next(now);
        pending = step;
        lastBegun = now;
        return Optional.of(step);
    }

    private boolean isDue(Moment now) {
        return lastBegun == null || !now.isBefore(lastBegun.plus(times.retryPeriod()));
    }

    private Step next(Moment now) {
        return (tenure != null && observed != null) || mayTake(now)
                ? write(Optional.of(identity), now)
                : new Step.Read(now);
    }

    private Step write(Optional<String> holder, Moment now) {
        Optional<String> over = tenure != null
                ? Optional.of(tenure.version)
                : Optional.ofNullable(observed).flatMap(Observed::lease).map(LeaderElectionRecord::version);
        return new Step.Write(now, holder, over);
    }

    /** Whether no other process holds the Lease, by what was seen of it. */
    private boolean mayTake(Moment now) {
        if (observed == null) {
            return false;
        }
        @Nullable LeaderElectionRecord lease = observed.lease.orElse(null);
        if (lease == null || lease.holder().isEmpty() || lease.isHeldBy(identity)) {
            return true;
        }
        var holds = lease.duration().compareTo(times.duration()) > 0 ? lease.duration() : times.duration();
        return !now.isBefore(observed.since.plus(holds));
    }

    // ---- the answer

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
            case StepAnswer.Seen(LeaderElectionRecord lease) -> {
                see(Optional.of(lease), now);
                // This identity is in it, so a write of unknown outcome was carried out.
                tenure = tenure != null && lease.isHeldBy(identity)
                        ? new Tenure(lease.version(), tenure.renewed, tenure.settled)
                        : null;
            }
            case StepAnswer.Absent() -> {
                see(Optional.empty(), now);
                tenure = null;
            }
            case StepAnswer.Refused _, StepAnswer.Failed _ -> {
                // Nothing new is known; the next read is due soon.
            }
        }
    }

    private void see(Optional<LeaderElectionRecord> lease, Moment now) {
        @Nullable Observed before = observed;
        if (before != null
                && before.lease.map(LeaderElectionRecord::marker).equals(lease.map(LeaderElectionRecord::marker))) {
            observed = new Observed(lease, before.since);
        } else {
            observed = new Observed(lease, now);
        }
    }

    private void taken(Step.Write write, StepAnswer answer, Moment now) {
        switch (answer) {
            case StepAnswer.Seen(LeaderElectionRecord lease) -> {
                // A missing Lease may have been deleted under a holder, which continues until its next renewal.
                Moment predecessorsEnd = write.over().isEmpty() ? now.plus(times.renewDeadline()) : now;
                Moment settled = tenure != null ? tenure.settled : predecessorsEnd.plus(times.quietMargin());
                tenure = new Tenure(lease.version(), write.begun(), settled);
                see(Optional.of(lease), now);
            }
            case StepAnswer.Absent _, StepAnswer.Refused _ -> {
                // Another process has written it; the next read, due at once, shows which.
                observed = null;
                lastBegun = null;
            }
            case StepAnswer.Failed _ -> observed = null;
        }
    }

    // ---- what follows from it

    @Override
    public Hold hold(Moment now) {
        if (tenure == null || resigned) {
            return new Hold.NotHeld();
        }
        Moment until = tenure.renewed.plus(times.renewDeadline());
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
