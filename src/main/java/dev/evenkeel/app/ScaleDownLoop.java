package dev.evenkeel.app;

import dev.evenkeel.metrics.ScaleDownMetrics;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.scaledown.CostChange;
import dev.evenkeel.scaledown.CostRounds;
import dev.evenkeel.scaledown.CostWriter;
import dev.evenkeel.scaledown.DeletionCosts;
import dev.evenkeel.scaledown.ScaleDownPods;
import dev.evenkeel.scaledown.ScaleDownQuestion;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the deletion costs of pods up to date while this instance leads; or, switched off, removes those that evenkeel
 * has written. One write at a time, on a thread of its own: slow writes delay nothing else.
 */
final class ScaleDownLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScaleDownLoop.class);
    private static final long BEAT_MILLIS = 50;
    /** Between two checks of which Services there are. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** After the API server has forbidden a write. */
    private static final Duration BARRED = Duration.ofMinutes(5);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("scale-down").factory());
    private final boolean on;
    private final Arbitration arbitration;
    /** To be used only inside {@link Arbitration#decide}. */
    private final ScaleDownPods pods;

    private final BooleanSupplier leads;
    private final CostWriter writer;
    private final ScaleDownMetrics metrics;
    private final CostRounds rounds;

    // Used by the one thread only.
    private @Nullable Moment lookAfter;
    private @Nullable Moment straysSought;
    private Set<CostChange> straysBefore = Set.of();
    private @Nullable Moment barredUntil;

    /**
     * A loop that has not started.
     *
     * @param on whether costs are written; otherwise they are only removed
     * @param leads whether this instance is the one that writes
     */
    ScaleDownLoop(
            boolean on,
            PlanSettings settings,
            Arbitration arbitration,
            ScaleDownPods pods,
            BooleanSupplier leads,
            CostWriter writer,
            ScaleDownMetrics metrics) {
        this.on = on;
        this.arbitration = arbitration;
        this.pods = pods;
        this.leads = leads;
        this.writer = writer;
        this.metrics = metrics;
        this.rounds = new CostRounds(new DeletionCosts(settings));
    }

    void start() {
        var _ = clock.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            Moment now = now();
            boolean writes = leads.getAsBoolean() && arbitration.decide((arbiter, _) -> arbiter.isSynced());
            if (!writes) {
                // Another instance may lead and write meanwhile; earlier decisions are out of date.
                rounds.reset();
                straysSought = null;
                straysBefore = Set.of();
                metrics.foreign(0);
            } else if (barredUntil == null || !now.isBefore(barredUntil)) {
                barredUntil = null;
                look(now);
                seekStrays(now);
                rounds.next(now).ifPresent(this::write);
            }
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.error("Deletion costs could not be updated; it is tried again", e);
        }
    }

    private static Moment now() {
        return new Moment(System.nanoTime());
    }

    private void look(Moment now) {
        if (!on || (lookAfter != null && now.isBefore(lookAfter))) {
            return;
        }
        lookAfter = now.plus(LOOK);
        Set<String> services = arbitration.decide((arbiter, _) -> pods.services());
        for (String service : rounds.due(services, now)) {
            ScaleDownQuestion question = arbitration.decide((arbiter, _) -> pods.question(service));
            rounds.looked(service, question, now).ifPresent(ScaleDownLoop::report);
        }
        metrics.foreign(rounds.foreign());
    }

    private static void report(CostRounds.LeftAlone left) {
        LOG.warn(
                "{} pods of Service {} have a deletion cost that another writer has set, which is left alone: {}, …",
                left.pods(),
                left.service(),
                left.example());
    }

    /**
     * Finds costs on pods that should have none. The Service or workload of such a pod may only not have been seen yet,
     * so it has to be found twice. Switched off, every cost is such a one, and at once.
     */
    private void seekStrays(Moment now) {
        if (straysSought != null && now.isBefore(straysSought.plus(CostRounds.PASS))) {
            return;
        }
        straysSought = now;
        Set<CostChange> strays = Set.copyOf(arbitration.decide((arbiter, _) -> pods.strayCosts(!on)));
        Set<CostChange> before = straysBefore;
        straysBefore = strays;
        List<CostChange> certain =
                strays.stream().filter(stray -> !on || before.contains(stray)).toList();
        rounds.strays(certain);
    }

    private void write(CostChange change) {
        OptionalLong version = arbitration.decide((arbiter, _) -> pods.versionFor(change));
        if (version.isEmpty()) {
            return;
        }
        CostWriter.Outcome outcome = writer.write(change, version.getAsLong());
        metrics.patched(outcome);
        LOG.debug("deletion cost of {} to {}: {}", change.pod(), change.cost(), outcome);
        if (outcome == CostWriter.Outcome.FORBIDDEN) {
            LOG.warn(
                    "Evenkeel may not patch pods, so that deletion costs stay as they are: grant it k8s/scale-down, also to remove what it wrote; it tries again in {} minutes",
                    BARRED.toMinutes());
            barredUntil = now().plus(BARRED);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
