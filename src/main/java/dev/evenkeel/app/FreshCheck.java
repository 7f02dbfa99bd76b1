package dev.evenkeel.app;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means that what is known of the cluster is not too old. An instance that does not lead is ready like any other: it
 * could lead in a moment.
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
        boolean fresh = source.office().map(office -> office.loop().isFresh()).orElse(true);
        return HealthCheckResponse.named("fresh").status(fresh).build();
    }
}
