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

/** Tells what is wrong with Services and with what pods ask for, each thing once, while this instance leads. */
final class ServiceProblems implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProblems.class);
    private static final long BEAT_SECONDS = 2;
    /** In one beat: nobody is told more at once than the API server bears. */
    private static final int MOST = 10;
    /** After one could not be told, which may last: a namespace that is on its way out takes no Events. */
    static final Duration REST = Duration.ofMinutes(5);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("service-problems").factory());
    private final Arbitration arbitration;
    /** To be asked through {@link #arbitration} only. */
    private final GroupsOfOne groupsOfOne;

    private final BooleanSupplier leads;
    private final Predicate<Problem> teller;
    /** Of the one thread only. */
    private final Set<Problem> told = new HashSet<>();
    /** Those that could not be told, and when they are tried again. Of the one thread only. */
    private final Map<Problem, Moment> resting = new HashMap<>();

    /**
     * Has not begun.
     *
     * @param teller tells one, and answers whether it is told
     */
    ServiceProblems(
            Arbitration arbitration, GroupsOfOne groupsOfOne, BooleanSupplier leads, Predicate<Problem> teller) {
        this.arbitration = arbitration;
        this.groupsOfOne = groupsOfOne;
        this.leads = leads;
        this.teller = teller;
    }

    void start() {
        var _ = clock.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    private void beat() {
        try {
            tell(new Moment(System.nanoTime()));
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.error("What is wrong with Services could not be told; it goes on", e);
        }
    }

    /** Tells what has not been told. What is mended is forgotten, and would be told again. */
    void tell(Moment now) {
        if (!leads.getAsBoolean()) {
            told.clear();
            resting.clear();
            return;
        }
        Set<Problem> problems = arbitration.decide((arbiter, _) -> problems(arbiter));
        told.retainAll(problems);
        resting.keySet().retainAll(problems);
        resting.values().removeIf(until -> !now.isBefore(until));
        problems.stream()
                .filter(problem -> !told.contains(problem) && !resting.containsKey(problem))
                .limit(MOST)
                .toList()
                .forEach(problem -> tell(problem, now));
    }

    private Set<Problem> problems(Arbiter arbiter) {
        Set<Problem> problems = new HashSet<>(arbiter.plans().problems());
        problems.addAll(groupsOfOne.problems());
        return problems;
    }

    private void tell(Problem problem, Moment now) {
        if (teller.test(problem)) {
            told.add(problem);
        } else {
            resting.put(problem, now.plus(REST));
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
