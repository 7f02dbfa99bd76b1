package dev.evenkeel.leadership;

import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leadership by the Lease of the kube-scheduler in the same pod, which is only read: evenkeel leads if and only if the
 * holder is on its own host. A holder is named {@code <hostname>_<uuid>} (kube-scheduler's {@code app.Run}).
 *
 * <p>A scheduler may give its Lease back at any moment without evenkeel knowing. So what was read counts only for a
 * short time, from when it was asked for; and the next leader waits longer by that time.
 */
public final class SchedulerLeaseFollower implements LeaderElector {
    /** One part in so many of a Lease's duration is not used: clocks' rates differ. */
    private static final int MARGIN = 5;

    private final String hostname;
    private final LeaseTimes times;

    private @Nullable Step pending;
    private @Nullable Moment lastBegun;
    private @Nullable Observed observed;
    private boolean resigned;

    /**
     * The Lease by the last read.
     *
     * @param lease empty if there is none
     * @param asked when that read was started
     * @param renewedAfter a moment after which the holder has renewed it; null if no renewal was seen yet
     * @param holderSince when this holder was first seen
     */
    private record Observed(
            Optional<LeaderElectionRecord> lease,
            Moment asked,
            @Nullable Moment renewedAfter,
            Moment holderSince) {
        Optional<String> holder() {
            return lease.flatMap(LeaderElectionRecord::holder);
        }
    }

    /** A process on that host which has not seen the Lease yet. */
    public SchedulerLeaseFollower(String hostname, LeaseTimes times) {
        this.hostname = hostname;
        this.times = times;
    }

    @Override
    public Optional<Step> next(int bindings, Moment now) {
        boolean due = lastBegun == null || !now.isBefore(lastBegun.plus(times.retryPeriod()));
        if (pending != null || resigned || !due) {
            return Optional.empty();
        }
        Step step = new Step.Read(now);
        pending = step;
        lastBegun = now;
        return Optional.of(step);
    }

    @Override
    public void answered(Step step, StepAnswer answer, Moment now) {
        if (!step.equals(pending)) {
            throw new IllegalStateException("answered: " + step + ", but under way: " + pending);
        }
        pending = null;
        switch (answer) {
            case StepAnswer.Seen(LeaderElectionRecord lease) -> see(Optional.of(lease), step.begun(), now);
            case StepAnswer.Absent() -> see(Optional.empty(), step.begun(), now);
            case StepAnswer.Refused _, StepAnswer.Failed _ -> {
                // Nothing new is known, and what is known runs out.
            }
        }
    }

    private void see(Optional<LeaderElectionRecord> lease, Moment asked, Moment now) {
        @Nullable Observed before = observed;
        if (before == null || !before.holder().equals(lease.flatMap(LeaderElectionRecord::holder))) {
            observed = new Observed(lease, asked, null, now);
            return;
        }
        boolean renewed =
                !before.lease.map(LeaderElectionRecord::marker).equals(lease.map(LeaderElectionRecord::marker));
        observed = new Observed(lease, asked, renewed ? before.asked : before.renewedAfter, before.holderSince);
    }

    @Override
    public Hold hold(Moment now) {
        @Nullable Observed seen = observed;
        if (seen == null || resigned || seen.renewedAfter == null || !isOwn(seen)) {
            return new Hold.NotHeld();
        }
        Duration duration = seen.lease.map(LeaderElectionRecord::duration).orElse(Duration.ZERO);
        Moment lost = seen.renewedAfter.plus(duration.minus(duration.dividedBy(MARGIN)));
        Moment doubtful = seen.asked.plus(times.confirmWithin());
        Moment until = lost.isBefore(doubtful) ? lost : doubtful;
        Moment settled = seen.holderSince.plus(times.confirmWithin()).plus(times.quietMargin());
        return now.isBefore(until) ? new Hold.Held(until, settled) : new Hold.NotHeld();
    }

    private boolean isOwn(Observed seen) {
        return seen.holder()
                .filter(holder -> holder.lastIndexOf('_') >= 0)
                .map(holder -> holder.substring(0, holder.lastIndexOf('_')))
                .filter(hostname::equals)
                .isPresent();
    }

    @Override
    public void resign() {
        resigned = true;
    }

    /** The Lease is the scheduler's to give back. */
    @Override
    public boolean isOver() {
        return resigned;
    }
}
