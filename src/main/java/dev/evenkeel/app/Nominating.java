package dev.evenkeel.app;

import dev.evenkeel.api.Effect;
import dev.evenkeel.metrics.NominationMetrics;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.nomination.Nominator;
import dev.evenkeel.placement.Arbitration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out nominations outside of the requests that led to them: those of one pod in order, and few at the same
 * time, to keep the load on the API server small. How many wait is bounded by {@code evenkeel.nominate.outstanding}.
 */
final class Nominating implements Consumer<Effect.Nomination>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Nominating.class);
    /** The most requests at the same time. */
    static final int LANES = 8;

    private final List<ExecutorService> lanes = IntStream.range(0, LANES)
            .mapToObj(lane -> Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("nominations-" + lane).factory()))
            .toList();
    private final Arbitration arbitration;
    private final Nominator nominator;
    private final NominationMetrics metrics;

    Nominating(Arbitration arbitration, Nominator nominator, NominationMetrics metrics) {
        this.arbitration = arbitration;
        this.nominator = nominator;
        this.metrics = metrics;
    }

    @Override
    public void accept(Effect.Nomination nomination) {
        int lane = Math.floorMod(nomination.pod().uid().hashCode(), LANES);
        lanes.get(lane).execute(() -> perform(nomination));
    }

    private void perform(Effect.Nomination nomination) {
        try {
            switch (nomination) {
                case Effect.Nominate nominate -> {
                    if (arbitration.decide((arbiter, now) -> arbiter.sends(nominate, now))) {
                        send(nominate);
                    } else {
                        metrics.notSent();
                    }
                }
                case Effect.Unnominate unnominate -> send(unnominate);
            }
        } catch (RuntimeException e) {
            LOG.error("{} failed", nomination, e);
        }
    }

    private void send(Effect.Nomination nomination) {
        NominationOutcome outcome = nominator.perform(nomination);
        LOG.debug("{}: {}", nomination, outcome);
        metrics.performed(nomination, outcome);
        arbitration.decide((arbiter, now) -> {
            arbiter.nominations().answered(nomination, outcome, now);
            return outcome;
        });
    }

    @Override
    public void close() {
        lanes.forEach(ExecutorService::shutdownNow);
    }
}
