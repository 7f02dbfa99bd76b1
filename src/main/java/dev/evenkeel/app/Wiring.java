package dev.evenkeel.app;

import dev.evenkeel.api.Binder;
import dev.evenkeel.api.ClusterFeed;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.NominationOutcome;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.balance.TrafficSettings;
import dev.evenkeel.config.ClientCertificates;
import dev.evenkeel.config.ConfigCheck;
import dev.evenkeel.config.EvenkeelConfig;
import dev.evenkeel.config.ListenAddress;
import dev.evenkeel.extender.Extender;
import dev.evenkeel.extender.Leading;
import dev.evenkeel.file.FileCluster;
import dev.evenkeel.kubernetes.KubernetesAccess;
import dev.evenkeel.kubernetes.KubernetesBinder;
import dev.evenkeel.kubernetes.KubernetesCostWriter;
import dev.evenkeel.kubernetes.KubernetesEvents;
import dev.evenkeel.kubernetes.KubernetesNominator;
import dev.evenkeel.kubernetes.watch.KubernetesFeed;
import dev.evenkeel.metrics.ClusterMetrics;
import dev.evenkeel.metrics.DecisionMetrics;
import dev.evenkeel.metrics.LeadershipMetrics;
import dev.evenkeel.metrics.NominationMetrics;
import dev.evenkeel.metrics.ScaleDownMetrics;
import dev.evenkeel.metrics.ServiceMetrics;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.report.GroupsOfOne;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.traffic.TrafficModel;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the parts together; the only place that knows which implementation serves which port. */
@ApplicationScoped
public class Wiring {
    /** The time-out of reads and writes of a Lease, and of measuring how far the watch is. */
    private static final Duration SMALL_REQUESTS = Duration.ofSeconds(2);

    /** Checks the settings first: an error of a part that was built from them would say less about what is wrong. */
    Wiring(
            EvenkeelConfig config,
            @ConfigProperty(name = ListenAddress.HOST) String host,
            @ConfigProperty(name = ListenAddress.TLS) Optional<String> tls,
            ClientCertificates certificates) {
        List<String> complaints = new ArrayList<>(ConfigCheck.complaints(config, host, tls.isPresent()));
        complaints.addAll(certificates.complaints());
        if (!complaints.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", complaints));
        }
    }

    @Produces
    @Singleton
    Core core(EvenkeelConfig config) {
        PlacementSettings settings = new PlacementSettings(
                        config.bind().settleAfter(),
                        config.memory().unseenPods(),
                        config.reservation().life(),
                        config.bind().enabled())
                .waiting(config.terminating().patience())
                .nominating(nominations(config.nominate()))
                .serving(Set.copyOf(config.schedulers().orElse(List.of())));
        return Core.of(new Arbiter(settings, limits(config), traffic(config.traffic()), random(config)));
    }

    @Produces
    @Singleton
    Arbitration arbitration(
            Core core, MeterRegistry registry, @ConfigProperty(name = "quarkus.application.version") String version) {
        Arbitration arbitration = new LockedArbiter(core.arbiter());
        ClusterMetrics.register(registry, arbitration, core.groupsOfOne(), version);
        return arbitration;
    }

    @Produces
    @Singleton
    GroupsOfOne groupsOfOne(Core core) {
        return core.groupsOfOne();
    }

    /** Two instances that start at the same time must not prefer the same nodes; a rehearsal has to. */
    private static SplittableRandom random(EvenkeelConfig config) {
        OptionalLong seed =
                config.source() == EvenkeelConfig.Source.FILE ? config.file().seed() : OptionalLong.empty();
        return seed.isPresent() ? new SplittableRandom(seed.getAsLong()) : new SplittableRandom();
    }

    private static TrafficSettings traffic(EvenkeelConfig.Traffic traffic) {
        return new TrafficSettings(
                plans(traffic), TrafficModel.of(traffic.defaultModel()).orElseThrow());
    }

    private static PlanSettings plans(EvenkeelConfig.Traffic traffic) {
        return new PlanSettings(traffic.minNodesRatio(), traffic.maxImbalance());
    }

    /** Makes plans outside of the arbiter, for metrics and explanations. */
    @Produces
    @Singleton
    Planner planner(EvenkeelConfig config) {
        return new Planner(traffic(config.traffic()).plans());
    }

    @Produces
    @Singleton
    ServiceMetrics services(EvenkeelConfig config, MeterRegistry registry, Arbitration arbitration, Planner planner) {
        return new ServiceMetrics(
                registry, arbitration, planner, config.limits().servicesInMetrics());
    }

    private static NominationLimits nominations(EvenkeelConfig.Nominate nominate) {
        return nominate.enabled()
                ? new NominationLimits(nominate.outstanding(), nominate.leastNodes(), nominate.life())
                : NominationLimits.OFF;
    }

    @Produces
    @Singleton
    RuleReader rules(EvenkeelConfig config) {
        return new RuleReader(limits(config));
    }

    private static RuleLimits limits(EvenkeelConfig config) {
        EvenkeelConfig.Limits limits = config.limits();
        return new RuleLimits(
                limits.annotationLength(),
                limits.selectorTerms(),
                limits.termsPerRule(),
                limits.liveGroups(),
                limits.softGroups());
    }

    @Produces
    @Singleton
    Source source(EvenkeelConfig config, RuleReader rules, Arbitration arbitration, Core core, MeterRegistry registry) {
        return switch (config.source()) {
            case KUBERNETES -> kubernetes(config, rules, arbitration, core, registry);
            case FILE -> file(config, rules, arbitration, registry);
        };
    }

    /** Where the cluster comes from. */
    @Produces
    @Singleton
    ClusterFeed feed(Source source) {
        return source.feed();
    }

    /** A cluster from a file has one instance only, which leads. */
    @Produces
    @Singleton
    Leading leading(Source source) {
        return source.leaderTasks().<Leading>map(LeaderTasks::loop).orElse(() -> true);
    }

    @Produces
    @Singleton
    Extender extender(
            EvenkeelConfig config, RuleReader rules, Arbitration arbitration, Source source, MeterRegistry registry) {
        return new Extender(
                rules,
                arbitration,
                source.binder(),
                new DecisionMetrics(registry),
                source.nominations(),
                config.limits().namesPerRequest());
    }

    private static Source kubernetes(
            EvenkeelConfig config, RuleReader rules, Arbitration arbitration, Core core, MeterRegistry registry) {
        KubernetesAccess access = KubernetesAccess.find(config.kubeconfig(), System.getenv());
        Duration deadline = config.bind().deadline();
        KubernetesFeed feed = new KubernetesFeed(access.forReading(), rules);
        KubernetesClient small = access.forBindings(SMALL_REQUESTS);
        LeaderLoop loop = LeaderElection.loop(config, arbitration, small);
        LeadershipMetrics.register(registry, loop::leads, loop::decides, loop::age);
        ScaleDownLoop costs = new ScaleDownLoop(
                config.traffic().scaleDown(),
                plans(config.traffic()),
                arbitration,
                core.scaleDown(),
                loop::leads,
                new KubernetesCostWriter(small),
                new ScaleDownMetrics(registry));
        ServiceProblems problems =
                new ServiceProblems(arbitration, core.groupsOfOne(), loop::leads, new KubernetesEvents(small)::write);
        return new Source(
                feed,
                new KubernetesBinder(access.forBindings(deadline), deadline, rules),
                new Nominating(
                        arbitration,
                        new KubernetesNominator(small, SMALL_REQUESTS),
                        new NominationMetrics(registry, arbitration)),
                Optional.of(new LeaderTasks(
                        loop,
                        costs,
                        problems,
                        () -> feed.measure(small, loop),
                        deadline.plus(ConfigCheck.CLIENTS_PATIENCE))));
    }

    private static Source file(
            EvenkeelConfig config, RuleReader rules, Arbitration arbitration, MeterRegistry registry) {
        FileCluster cluster = config.file()
                .path()
                .map(path -> FileCluster.load(Path.of(path), rules))
                .orElseGet(() -> FileCluster.sample(rules));
        Nominating none = new Nominating(
                arbitration, _ -> NominationOutcome.REFUSED, new NominationMetrics(registry, arbitration));
        return new Source(cluster, cluster, none, Optional.empty());
    }

    /**
     * A cluster: its events, and how to bind in it.
     *
     * @param nominations carries out nominations there
     * @param leaderTasks what runs only where several instances may; empty if this process is the only one
     */
    record Source(ClusterFeed feed, Binder binder, Nominating nominations, Optional<LeaderTasks> leaderTasks) {}
}
