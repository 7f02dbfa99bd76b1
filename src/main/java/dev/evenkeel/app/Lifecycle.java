package dev.evenkeel.app;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.metrics.ServiceMetrics;
import dev.evenkeel.placement.Arbitration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the feed, leader election, housekeeping and the metrics of Services with the process, and stops them with it.
 */
@Singleton
public class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Arbitration arbitration;
    private final Wiring.Source source;
    private final Housekeeping housekeeping;
    private final FigureLoop figures;

    Lifecycle(Arbitration arbitration, Wiring.Source source, ServiceMetrics services) {
        this.arbitration = arbitration;
        this.source = source;
        this.housekeeping = new Housekeeping(arbitration, source.binder(), source.nominations());
        this.figures = new FigureLoop(services);
    }

    void start(@Observes StartupEvent event) {
        housekeeping.start();
        source.feed().start(this::take);
        figures.start();
        source.leaderTasks().ifPresent(LeaderTasks::start);
    }

    void stop(@Observes ShutdownEvent event) {
        source.leaderTasks().ifPresent(LeaderTasks::stop);
        source.feed().close();
        figures.close();
        housekeeping.close();
        source.nominations().close();
    }

    private void take(ClusterEvent event) {
        boolean synced = arbitration.decide((arbiter, now) -> {
            arbiter.on(event, now);
            return arbiter.isSynced();
        });
        if (event instanceof ClusterEvent.Synced && synced) {
            LOG.info("The whole cluster has been seen");
        }
    }
}
