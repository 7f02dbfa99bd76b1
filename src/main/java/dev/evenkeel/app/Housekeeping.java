package dev.evenkeel.app;

import dev.evenkeel.api.Binder;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.placement.Arbitration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the arbiter the time once a second, and carries out the effects that it returns. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("housekeeping").factory());
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final Arbitration arbitration;
    private final Binder binder;
    private final Consumer<Effect.Nomination> nominations;

    Housekeeping(Arbitration arbitration, Binder binder, Consumer<Effect.Nomination> nominations) {
        this.arbitration = arbitration;
        this.binder = binder;
        this.nominations = nominations;
    }

    void start() {
        var _ = clock.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            List<Effect> effects = arbitration.decide((arbiter, now) -> arbiter.tick(now));
            effects.forEach(this::perform);
        } catch (RuntimeException | Error e) {
            // An exception would end the schedule, and permits would not be settled any more.
            LOG.error("Housekeeping failed; it runs again in a second", e);
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.ReadPod(Permit permit) -> readers.execute(() -> read(permit));
            case Effect.Nomination nomination -> nominations.accept(nomination);
        }
    }

    private void read(Permit permit) {
        PodReading reading = reading(permit);
        LOG.debug("read {} to settle its binding to {}: {}", permit.pod(), permit.node(), reading);
        arbitration.decide((arbiter, now) -> {
            arbiter.read(permit, reading, now);
            return reading;
        });
    }

    /** A read always has an outcome: without one its pod would not be read again, and its place would stay taken. */
    private PodReading reading(Permit permit) {
        try {
            return binder.read(permit.pod().namespace(), permit.pod().name());
        } catch (RuntimeException | Error bug) {
            LOG.error("Reading {} failed", permit.pod(), bug);
            return new PodReading.Failed("evenkeel failed; its log says why");
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        readers.shutdownNow();
    }
}
