package dev.evenkeel.app;

import dev.evenkeel.metrics.ServiceMetrics;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refreshes the metrics of Services, on a thread of its own: planning for a large Service takes long. */
final class FigureLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FigureLoop.class);
    /** Not longer than the usual interval of scrapes. */
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("figures").factory());
    private final ServiceMetrics metrics;

    FigureLoop(ServiceMetrics metrics) {
        this.metrics = metrics;
    }

    void start() {
        var _ = clock.scheduleWithFixedDelay(this::refresh, 1, PERIOD.toSeconds(), TimeUnit.SECONDS);
    }

    private void refresh() {
        try {
            metrics.refresh();
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.error("The metrics of Services could not be refreshed; tried again in {} s", PERIOD.toSeconds(), e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
