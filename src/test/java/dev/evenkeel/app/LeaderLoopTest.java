package dev.evenkeel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.leadership.Alone;
import dev.evenkeel.leadership.DecisionAuthority;
import dev.evenkeel.leadership.LeaderElectionRecord;
import dev.evenkeel.leadership.LeaseElector;
import dev.evenkeel.leadership.LeaseTimes;
import dev.evenkeel.leadership.Step;
import dev.evenkeel.leadership.StepAnswer;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.rule.RuleLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop around leadership, with threads that come between its steps. */
class LeaderLoopTest {
    /** Nothing is waited for. */
    private static final LeaseTimes AT_ONCE = new LeaseTimes(
            Duration.ofSeconds(90), Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofNanos(1), Duration.ZERO);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LAG = Duration.ofSeconds(60);

    private final Interrupted arbitration = new Interrupted();
    private final Store store = new Store();

    private LeaderLoop loop(DecisionAuthority decisionAuthority) {
        return new LeaderLoop(decisionAuthority, arbitration, store::perform, _ -> true);
    }

    /** Right behind one of the loop's decisions a binding is permitted, and the process is asked to end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theLeaseIsNotGivenBackWithABindingUnderWay(int decision) throws InterruptedException {
        LeaderLoop loop = loop(new DecisionAuthority(new LeaseElector("self", AT_ONCE), LAG));
        await().until(() -> {
            loop.turn();
            loop.seen(new Moment(System.nanoTime()));
            return loop.decides();
        });
        Thread end = new Thread(() -> loop.resign(PATIENCE), "resigns");
        arbitration.behind(decision, () -> {
            arbitration.permit();
            end.start();
            // It has got as far as it can.
            await().until(() -> end.getState() == Thread.State.BLOCKED
                    || end.getState() == Thread.State.TIMED_WAITING
                    || end.getState() == Thread.State.WAITING);
        });

        await().until(() -> {
            loop.turn();
            return arbitration.permitted.isPresent() && !loop.leads();
        });
        int steps = store.steps.size();
        for (int turn = 0; turn < 3; turn++) {
            loop.turn();
        }
        await().until(() -> store.steps.size() > steps || !store.givenBackWith.isEmpty());
        assertThat(store.givenBackWith).as("bindings under way").isEmpty();

        arbitration.settle();
        await().until(() -> {
            loop.turn();
            return !end.isAlive();
        });
        assertThat(store.givenBackWith).containsExactly(0);
    }

    /** Every call asks whether this instance leads. */
    @Test
    void answersWhetherItLeadsWithoutWaitingForTheArbiter() throws Exception {
        Moment start = new Moment(System.nanoTime());
        LeaderLoop loop = loop(new DecisionAuthority(new Alone(start, Duration.ZERO), LAG));
        loop.seen(new Moment(System.nanoTime()));
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            arbitration.behind(1, () -> {
                busy.countDown();
                awaitOpen(free);
            });
            threads.execute(loop::turn);
            try {
                assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();

                var answers = threads.submit(() -> List.of(
                        loop.leads(),
                        loop.decides(),
                        loop.isFresh(),
                        loop.age().isPresent(),
                        loop.awaited().isEmpty()));

                assertThat(answers.get(10, TimeUnit.SECONDS)).containsOnly(true);
            } finally {
                free.countDown();
            }
        }
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A real arbiter, and what comes right behind one of its decisions. */
    private static final class Interrupted implements Arbitration {
        private final LockedArbiter arbiter = new LockedArbiter(
                new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1)));
        private final PodPicture pod = PodPicture.web(1).spread("required");

        private Optional<Permit> permitted = Optional.empty();
        private int until;
        private Runnable interruption = () -> {};

        Interrupted() {
            arbiter.decide((state, now) -> {
                state.on(new ClusterEvent.NodeChanged(NodePicture.node("a").node()), now);
                state.on(new ClusterEvent.PodChanged(pod.info()), now);
                state.on(new ClusterEvent.Synced(), now);
                return state;
            });
        }

        synchronized void behind(int decision, Runnable what) {
            until = decision;
            interruption = what;
        }

        @Override
        public <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
            T decided = arbiter.decide(decision);
            if (isDue()) {
                interruption.run();
            }
            return decided;
        }

        private synchronized boolean isDue() {
            return until > 0 && --until == 0;
        }

        void permit() {
            permitted = arbiter.decide((state, now) ->
                    state.permit(pod.info().pod().id(), "a", now) instanceof PermitAnswer.Granted granted
                            ? Optional.of(granted.permit())
                            : Optional.empty());
        }

        void settle() {
            arbiter.decide(
                    (state, now) -> state.settle(permitted.orElseThrow(), new BindOutcome.Forbidden("refused"), now));
        }

        int underWay() {
            return arbiter.decide((state, now) -> state.bindingsUnderWay());
        }

        @Override
        public NodeTable nodes() {
            return arbiter.nodes();
        }
    }

    /** The store of the Lease, which no other process wants. */
    private final class Store {
        private final List<Step> steps = new CopyOnWriteArrayList<>();
        /** How many bindings were under way each time that the Lease was given back. */
        private final List<Integer> givenBackWith = new CopyOnWriteArrayList<>();

        private Optional<LeaderElectionRecord> lease =
                Optional.of(new LeaderElectionRecord(Optional.empty(), AT_ONCE.duration(), "v0", "v0"));

        synchronized StepAnswer perform(Step step) {
            steps.add(step);
            if (step instanceof Step.Write write) {
                if (write.holder().isEmpty()) {
                    givenBackWith.add(arbitration.underWay());
                }
                String version = "v" + steps.size();
                lease = Optional.of(new LeaderElectionRecord(write.holder(), AT_ONCE.duration(), version, version));
            }
            return lease.<StepAnswer>map(StepAnswer.Seen::new).orElseGet(StepAnswer.Absent::new);
        }
    }
}
