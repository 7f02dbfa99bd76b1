package dev.evenkeel.kubernetes;

import dev.evenkeel.leadership.LeaderElectionRecord;
import dev.evenkeel.leadership.Step;
import dev.evenkeel.leadership.StepAnswer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes one Lease, and decides nothing. The times that it writes are for people; evenkeel does not read
 * them. The client must not repeat requests by itself.
 */
public final class LeaseStore {
    /** The duration of a Lease that names none; kube-scheduler's default. */
    private static final int USUAL_SECONDS = 15;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Duration duration;

    /** As it was last seen, for the fields that a write keeps; guarded by this. */
    private @Nullable Lease last;

    /**
     * A store for a Lease, which need not exist.
     *
     * @param duration that is written into it, in whole seconds
     */
    public LeaseStore(KubernetesClient client, String namespace, String name, Duration duration) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.duration = duration;
    }

    /** Carries out the step; blocks until the API server has answered or the request has timed out. */
    public synchronized StepAnswer perform(Step step) {
        try {
            return switch (step) {
                case Step.Read _ -> seen(lease().get());
                case Step.Write write
                when write.over().isEmpty() -> seen(resource(write).create());
                case Step.Write write -> seen(resource(write).update());
            };
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_NOT_FOUND -> new StepAnswer.Absent();
                case HttpURLConnection.HTTP_CONFLICT -> new StepAnswer.Refused();
                default -> new StepAnswer.Failed(String.valueOf(e.getMessage()));
            };
        }
    }

    private Resource<Lease> lease() {
        return client.leases().inNamespace(namespace).withName(name);
    }

    private Resource<Lease> resource(Step.Write write) {
        return client.leases().inNamespace(namespace).resource(written(write));
    }

    private Lease written(Step.Write write) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        Optional<LeaseSpec> before = Optional.ofNullable(last).map(Lease::getSpec);
        Optional<String> holder = before.map(LeaseSpec::getHolderIdentity);
        boolean another = write.holder().isPresent() && !holder.equals(write.holder());
        int transitions = before.map(LeaseSpec::getLeaseTransitions).orElse(0);
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withResourceVersion(write.over().orElse(null))
                // Without it an update of a deleted Lease creates it again, whatever version it names.
                .withUid(write.over().isPresent() ? uid() : null)
                .addToLabels("app.kubernetes.io/name", "evenkeel")
                .endMetadata()
                .withNewSpec()
                // Empty, and not absent, as client-go gives one back.
                .withHolderIdentity(write.holder().orElse(""))
                .withLeaseDurationSeconds(Math.toIntExact(duration.toSeconds()))
                .withAcquireTime(
                        another ? now : before.map(LeaseSpec::getAcquireTime).orElse(now))
                .withRenewTime(now)
                .withLeaseTransitions(another ? transitions + 1 : transitions)
                .endSpec()
                .build();
    }

    private @Nullable String uid() {
        return last == null ? null : last.getMetadata().getUid();
    }

    private StepAnswer seen(@Nullable Lease lease) {
        last = lease;
        if (lease == null) {
            return new StepAnswer.Absent();
        }
        @Nullable LeaseSpec spec = lease.getSpec();
        if (spec == null) {
            return new StepAnswer.Seen(
                    new LeaderElectionRecord(Optional.empty(), Duration.ofSeconds(USUAL_SECONDS), "", version(lease)));
        }
        String marker = spec.getHolderIdentity() + "|" + spec.getRenewTime() + "|" + spec.getLeaseTransitions();
        int seconds = Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), USUAL_SECONDS);
        return new StepAnswer.Seen(new LeaderElectionRecord(
                Optional.ofNullable(spec.getHolderIdentity()).filter(each -> !each.isEmpty()),
                Duration.ofSeconds(seconds),
                marker,
                version(lease)));
    }

    private static String version(Lease lease) {
        return Objects.requireNonNullElse(lease.getMetadata().getResourceVersion(), "");
    }
}
