package dev.evenkeel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.rule.RuleLimits;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A doubt is settled whatever befalls the looks that settle it. */
class HousekeepingTest {
    private static final PlacementSettings AT_ONCE = new PlacementSettings(
            Duration.ofNanos(1),
            PlacementSettings.DEFAULTS.unseenLife(),
            PlacementSettings.DEFAULTS.reservationLife(),
            true);

    private final Arbitration arbitration =
            new LockedArbiter(new Arbiter(AT_ONCE, RuleLimits.DEFAULTS, new SplittableRandom(1)));

    @Test
    void repeatsAReadThatFailsWithABug() {
        Permit permit = doubtABinding();
        AtomicInteger reads = new AtomicInteger();
        Binder failsOnce = new Binder() {
            @Override
            public BindOutcome bind(Permit again) {
                throw new IllegalStateException("nothing is bound here: " + again);
            }

            @Override
            public PodReading read(String namespace, String name) {
                if (reads.incrementAndGet() == 1) {
                    throw new StackOverflowError("made up");
                }
                return new PodReading.NotFound();
            }
        };
        try (Housekeeping housekeeping = new Housekeeping(arbitration, failsOnce, _ -> {})) {
            housekeeping.start();

            await().untilAsserted(() -> assertThat(reads).hasValue(2));
            await().untilAsserted(() -> assertThat(underWay()).as("%s", permit).isZero());
        }
    }

    private int underWay() {
        return arbitration.decide((arbiter, now) -> arbiter.bindingsUnderWay());
    }

    private Permit doubtABinding() {
        return arbitration.decide((arbiter, now) -> {
            PodPicture pod = PodPicture.web(1);
            arbiter.on(new ClusterEvent.NodeChanged(NodePicture.node("a").node()), now);
            arbiter.on(new ClusterEvent.PodChanged(pod.info()), now);
            arbiter.on(new ClusterEvent.Synced(), now);
            PermitAnswer.Granted granted =
                    (PermitAnswer.Granted) arbiter.permit(pod.info().pod().id(), "a", now);
            arbiter.settle(granted.permit(), new BindOutcome.Unknown("lost"), now);
            return granted.permit();
        });
    }
}
