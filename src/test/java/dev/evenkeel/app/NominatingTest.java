package dev.evenkeel.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.metrics.NominationMetrics;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.rule.RuleLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nominations are performed beside everything else: an API server that does not answer them holds up nothing. */
class NominatingTest {
    private static final int PODS = 20;
    private static final int OUTSTANDING = 12;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Arbitration arbitration = new LockedArbiter(new Arbiter(
            PlacementSettings.DEFAULTS.nominating(new NominationLimits(OUTSTANDING, 2, Duration.ofSeconds(30))),
            RuleLimits.DEFAULTS,
            new SplittableRandom(1)));

    private List<Effect.Nomination> nominations() {
        return arbitration.decide((arbiter, now) -> {
            IntStream.rangeClosed(1, 2 * PODS).forEach(i -> show(arbiter, "n" + i, now));
            IntStream.rangeClosed(1, PODS).forEach(i -> arbiter.on(new ClusterEvent.PodChanged(pod(i).info()), now));
            arbiter.on(new ClusterEvent.Synced(), now);
            filter(arbiter, 1, now);
            return arbiter.nominations().take();
        });
    }

    private static void show(Arbiter arbiter, String node, Moment now) {
        arbiter.on(new ClusterEvent.NodeChanged(NodePicture.node(node).node()), now);
    }

    private static PodPicture pod(int number) {
        return PodPicture.web(number);
    }

    private static Object filter(Arbiter arbiter, int number, Moment now) {
        return arbiter.offer(
                pod(number).info(),
                new Candidates(
                        arbiter.cluster().nodes(), 0, arbiter.cluster().table().generation()),
                now);
    }

    @Test
    void aNominationWithoutAnswerDelaysNoOther() throws InterruptedException {
        BlockingQueue<Effect.Nomination> sent = new LinkedBlockingQueue<>();
        CountDownLatch answers = new CountDownLatch(1);
        try (Nominating nominating = new Nominating(
                arbitration,
                nomination -> {
                    sent.add(nomination);
                    await(answers);
                    return NominationOutcome.DONE;
                },
                new NominationMetrics(registry, arbitration))) {
            List<Effect.Nomination> nominations = nominations();
            assertThat(nominations).hasSize(OUTSTANDING);
            nominations.forEach(nominating);
            assertThat(sent.poll(10, TimeUnit.SECONDS)).isNotNull();

            // None is answered yet, and the arbiter decides, and nominates no more.
            Object offer = arbitration.decide((arbiter, now) -> filter(arbiter, PODS, now));
            assertThat(offer).isNotNull();
            List<Effect.Nomination> more =
                    arbitration.decide((arbiter, now) -> arbiter.nominations().take());
            assertThat(more).isEmpty();
            assertThat(sent.size()).isLessThan(Nominating.LANES);

            answers.countDown();
            for (int i = 1; i < OUTSTANDING; i++) {
                assertThat(sent.poll(10, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
