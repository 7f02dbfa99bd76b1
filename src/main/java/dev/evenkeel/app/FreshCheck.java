package dev.evenkeel.app;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means that what is known of the cluster is not too old. An instance that does not lead is ready too: it may
 * have to lead at any moment.
 */
@Readiness
@Singleton
public class FreshCheck implements HealthCheck {
    private final Wiring.Source source;

    FreshCheck(Wiring.Source source) {
        this.source = source;
    }

    @Override
    public HealthCheckResponse call() {
        boolean fresh =
                source.leaderTasks().map(tasks -> tasks.loop().isFresh()).orElse(true);
        return HealthCheckResponse.named("fresh").status(fresh).build();
    }
}
