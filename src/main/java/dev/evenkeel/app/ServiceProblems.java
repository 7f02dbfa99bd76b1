package dev.evenkeel.app;

import dev.evenkeel.api.Problem;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.report.GroupsOfOne;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports what is wrong with Services and with the rules of pods, each problem once, while this instance leads. */
final class ServiceProblems implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProblems.class);
    private static final long BEAT_SECONDS = 2;
    /** In one beat: a limit on the load of the API server. */
    private static final int MOST = 10;
    /** After a failure, which may last: a namespace that is being deleted takes no Events. */
    static final Duration REST = Duration.ofMinutes(5);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("service-problems").factory());
    private final Arbitration arbitration;
    /** To be used only under the lock of {@link #arbitration}. */
    private final GroupsOfOne groupsOfOne;

    private final BooleanSupplier leads;
    private final Predicate<Problem> writer;
    /** Used by the one thread only. */
    private final Set<Problem> reported = new HashSet<>();
    /** Those that could not be written, and when they are tried again. Used by the one thread only. */
    private final Map<Problem, Moment> resting = new HashMap<>();

    /**
     * Reports that have not started.
     *
     * @param writer writes one, and returns whether it is there
     */
    ServiceProblems(
            Arbitration arbitration, GroupsOfOne groupsOfOne, BooleanSupplier leads, Predicate<Problem> writer) {
        this.arbitration = arbitration;
        this.groupsOfOne = groupsOfOne;
        this.leads = leads;
        this.writer = writer;
    }

    void start() {
        var _ = clock.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    private void beat() {
        try {
            report(new Moment(System.nanoTime()));
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.error("Problems of Services could not be reported; it is tried again", e);
        }
    }

    /** Reports new problems. One that is fixed is forgotten, and would be reported again. */
    void report(Moment now) {
        if (!leads.getAsBoolean()) {
            reported.clear();
            resting.clear();
            return;
        }
        Set<Problem> problems = arbitration.decide((arbiter, _) -> problems(arbiter));
        reported.retainAll(problems);
        resting.keySet().retainAll(problems);
        resting.values().removeIf(until -> !now.isBefore(until));
        problems.stream()
                .filter(problem -> !reported.contains(problem) && !resting.containsKey(problem))
                .limit(MOST)
                .toList()
                .forEach(problem -> report(problem, now));
    }

    private Set<Problem> problems(Arbiter arbiter) {
        Set<Problem> problems = new HashSet<>(arbiter.plans().problems());
        problems.addAll(groupsOfOne.problems());
        return problems;
    }

    private void report(Problem problem, Moment now) {
        if (writer.test(problem)) {
            reported.add(problem);
        } else {
            resting.put(problem, now.plus(REST));
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
