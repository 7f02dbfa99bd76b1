package dev.evenkeel.app;

import dev.evenkeel.cluster.Moment;
import dev.evenkeel.config.EvenkeelConfig;
import dev.evenkeel.kubernetes.LeaderLabel;
import dev.evenkeel.kubernetes.LeaseStore;
import dev.evenkeel.leadership.Alone;
import dev.evenkeel.leadership.DecisionAuthority;
import dev.evenkeel.leadership.LeaderElector;
import dev.evenkeel.leadership.LeaseElector;
import dev.evenkeel.leadership.LeaseTimes;
import dev.evenkeel.leadership.SchedulerLeaseFollower;
import dev.evenkeel.placement.Arbitration;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;

/** Builds leader election from the settings. */
final class LeaderElection {
    /** As in the shipped manifests. */
    private static final String NAMESPACE = "evenkeel-system";

    private static final String OWN_LEASE = "evenkeel";
    private static final String SCHEDULERS_LEASE = "evenkeel-scheduler";

    /** What {@code os.Hostname} reads, by which kube-scheduler names itself. */
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    private final EvenkeelConfig config;
    private final KubernetesClient client;

    private LeaderElection(EvenkeelConfig config, KubernetesClient client) {
        this.config = config;
        this.client = client;
    }

    /**
     * The loop, not started.
     *
     * @param client has a short time-out, and sends each request once
     */
    static LeaderLoop loop(EvenkeelConfig config, Arbitration arbitration, KubernetesClient client) {
        LeaderElection election = new LeaderElection(config, client);
        DecisionAuthority decisionAuthority =
                new DecisionAuthority(election.elector(), config.watch().maxLag());
        return new LeaderLoop(decisionAuthority, arbitration, election.store()::perform, election.label());
    }

    private LeaderElector elector() {
        return switch (config.leader().mode()) {
            case NONE -> new Alone(new Moment(System.nanoTime()), quietMargin());
            case LEASE ->
                new LeaseElector(config.pod().name().orElseGet(this::hostname) + "_" + UUID.randomUUID(), times());
            case SCHEDULER -> new SchedulerLeaseFollower(hostname(), times());
        };
    }

    /** How long after the end of the authority to send it a binding may take effect. */
    private Duration quietMargin() {
        return config.bind().deadline().plus(config.leader().quietMargin());
    }

    private LeaseTimes times() {
        EvenkeelConfig.Leader leader = config.leader();
        return new LeaseTimes(
                leader.leaseDuration(),
                leader.renewDeadline(),
                leader.confirmWithin(),
                leader.retryPeriod(),
                quietMargin());
    }

    private LeaseStore store() {
        String usual = switch (config.leader().mode()) {
            case NONE, LEASE -> OWN_LEASE;
            case SCHEDULER -> SCHEDULERS_LEASE;
        };
        String namespace = config.leader()
                .leaseNamespace()
                .or(() -> config.pod().namespace())
                .orElse(NAMESPACE);
        return new LeaseStore(
                client,
                namespace,
                config.leader().leaseName().orElse(usual),
                config.leader().leaseDuration());
    }

    /** Only where a Service has to find the leader: a scheduler in the same pod finds it by loopback. */
    private Predicate<Boolean> label() {
        boolean served = config.leader().mode() == EvenkeelConfig.LeaderMode.LEASE;
        if (!served || config.pod().name().isEmpty()) {
            return leads -> true;
        }
        return new LeaderLabel(
                client,
                config.pod().namespace().orElse(NAMESPACE),
                config.pod().name().get())::mark;
    }

    private String hostname() {
        return config.leader().hostname().orElseGet(LeaderElection::ownHostname);
    }

    private static String ownHostname() {
        try {
            return Files.readString(HOSTNAME).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the name of this host cannot be read, set evenkeel.leader.hostname to it", e);
        }
    }
}
