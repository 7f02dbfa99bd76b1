package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.ClusterFeed;
import dev.evenkeel.kubernetes.convert.WorkloadConverter;
import dev.evenkeel.leadership.WatchProgress;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.rule.RuleReader;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server's lists and watches: of pods and nodes; of volume claims, for what they say of waiting pods; and of
 * Services and workloads, for their traffic.
 *
 * <p>Lists are consistent (no resourceVersion), which keeps them from going back in time: the API server answers with
 * everything that was committed when it was asked, however far its own watch lags. Otherwise a list could bring back a
 * deleted pod; older versions of existing objects are ignored by {@code Cluster}.
 */
public final class KubernetesFeed implements ClusterFeed {
    /** Objects in one page of a list. */
    static final long PAGE = 500;

    /** Several bookmarks long; an API server sends about one a minute. */
    private static final Duration SILENCE = Duration.ofMinutes(4);

    /** Between two runs of a probe. */
    private static final long PROBE_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesFeed.class);

    private final KubernetesClient client;
    private final RuleReader rules;
    private final Duration silence;
    private final List<RelistingInformer<?>> informers = new ArrayList<>();
    /** Those that the start waits for and whose lag is measured, by the path of their objects. */
    private final Map<String, RelistingInformer<?>> measured = new LinkedHashMap<>();

    private final List<WatchLagProbe> probes = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    /** A thread for each probe: its requests may take long. */
    private final ScheduledExecutorService measurements = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("watch-probe-", 1).factory());

    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watch-checks").factory());

    public KubernetesFeed(KubernetesClient client, RuleReader rules) {
        this(client, rules, SILENCE);
    }

    /**
     * A feed with another silence than the usual one.
     *
     * @param silence how long nothing may be heard of a watch before its objects are listed again
     */
    KubernetesFeed(KubernetesClient client, RuleReader rules, Duration silence) {
        this.client = client;
        this.rules = rules;
        this.silence = silence;
    }

    @Override
    public void start(Consumer<ClusterEvent> events) {
        VolumeNodes volumes = new VolumeNodes();
        RelistingInformer<Node> nodes = new RelistingInformer<>(
                "nodes", () -> client.nodes().withLimit(PAGE).runnableInformer(0), Node::new, new NodeEvents(events));
        RelistingInformer<Pod> pods = new RelistingInformer<>(
                "pods",
                () -> client.pods().inAnyNamespace().withLimit(PAGE).runnableInformer(0),
                Pod::new,
                new PodEvents(volumes, rules, events));
        RelistingInformer<PersistentVolumeClaim> claims = new RelistingInformer<>(
                "claims",
                () -> client.persistentVolumeClaims()
                        .inAnyNamespace()
                        .withLimit(PAGE)
                        .runnableInformer(0),
                PersistentVolumeClaim::new,
                new ClaimEvents(volumes, rules, events));
        measured.put("/api/v1/nodes", nodes);
        measured.put("/api/v1/pods", pods);
        // The start does not wait for claims, which protect volumes and not rules, nor for what only makes traffic
        // even.
        informers.add(claims);
        informers.addAll(forTraffic(events));
        informers.forEach(informer -> {
            var _ = informer.start();
        });
        informers.addAll(measured.values());
        CompletableFuture.allOf(nodes.start(), pods.start())
                .thenRun(() -> events.accept(new ClusterEvent.Synced()))
                .exceptionally(KubernetesFeed::notSynced);
        long pause = silence.dividedBy(8).toMillis();
        var _ = checks.scheduleWithFixedDelay(this::check, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Services, and the workloads, which say how many pods there will be behind them. */
    private List<RelistingInformer<?>> forTraffic(Consumer<ClusterEvent> events) {
        return List.of(
                new RelistingInformer<>(
                        "services",
                        () -> client.services().inAnyNamespace().withLimit(PAGE).runnableInformer(0),
                        Service::new,
                        ObjectEvents.ofServices(events)),
                new RelistingInformer<>(
                        "replicasets",
                        () -> client.apps()
                                .replicaSets()
                                .inAnyNamespace()
                                .withLimit(PAGE)
                                .runnableInformer(0),
                        ReplicaSet::new,
                        ObjectEvents.ofWorkloads(WorkloadConverter::replicaSet, events)),
                new RelistingInformer<>(
                        "statefulsets",
                        () -> client.apps()
                                .statefulSets()
                                .inAnyNamespace()
                                .withLimit(PAGE)
                                .runnableInformer(0),
                        StatefulSet::new,
                        ObjectEvents.ofWorkloads(WorkloadConverter::statefulSet, events)),
                new RelistingInformer<>(
                        "replicationcontrollers",
                        () -> client.replicationControllers()
                                .inAnyNamespace()
                                .withLimit(PAGE)
                                .runnableInformer(0),
                        ReplicationController::new,
                        ObjectEvents.ofWorkloads(WorkloadConverter::replicationController, events)));
    }

    /**
     * Starts to measure how far the watches are behind; to be called once, after {@link #start}.
     *
     * @param measuring has a short time-out, and sends each request once
     */
    public void measure(KubernetesClient measuring, WatchProgress progress) {
        measured.forEach((path, informer) -> probes.add(new WatchLagProbe(path, measuring, informer)));
        for (WatchLagProbe probe : probes) {
            Runnable measurement = () -> measure(probe, progress);
            var _ = measurements.scheduleWithFixedDelay(measurement, PROBE_MILLIS, PROBE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void measure(WatchLagProbe probe, WatchProgress progress) {
        try {
            probe.probe(progress.awaited(), new Moment(System.nanoTime()));
            earliest(WatchLagProbe::seen).ifPresent(progress::seen);
            earliest(WatchLagProbe::heard).ifPresent(progress::heard);
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            if (!closed) {
                LOG.error("Measuring the lag of the watches failed; it is tried again", e);
            }
        }
    }

    /** The moment that every probe has reached; empty if one has reached none. */
    private Optional<Moment> earliest(Function<WatchLagProbe, Optional<Moment>> moment) {
        List<Moment> moments =
                probes.stream().flatMap(probe -> moment.apply(probe).stream()).toList();
        return moments.size() < probes.size()
                ? Optional.empty()
                : moments.stream().min(Comparator.naturalOrder());
    }

    private void check() {
        try {
            informers.forEach(informer -> informer.check(silence));
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.error("Checking the watches failed; it is tried again", e);
        }
    }

    private static @Nullable Void notSynced(Throwable failure) {
        LOG.error("The event that the whole cluster was seen could not be delivered", failure);
        return null;
    }

    @Override
    public void close() {
        // First: a request that the shutdown breaks off is no failure.
        closed = true;
        probes.forEach(WatchLagProbe::close);
        checks.shutdownNow();
        measurements.shutdownNow();
        informers.forEach(RelistingInformer::close);
    }
}
