package dev.evenkeel.app;

import dev.evenkeel.placement.Arbitration;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that the whole cluster has been seen: before that, pods with a required rule get an error. */
@Readiness
@Singleton
public class SyncedCheck implements HealthCheck {
    private final Arbitration arbitration;

    SyncedCheck(Arbitration arbitration) {
        this.arbitration = arbitration;
    }

    @Override
    public HealthCheckResponse call() {
        boolean synced = arbitration.decide((arbiter, now) -> arbiter.isSynced());
        return HealthCheckResponse.named("synced").status(synced).build();
    }
}
