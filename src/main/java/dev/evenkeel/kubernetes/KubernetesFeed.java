package dev.evenkeel.kubernetes;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.ClusterFeed;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.leadership.WatchProgress;
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
 * The API server's lists and watches of pods and nodes; of claims for volumes, for what they say of waiting pods; and of
 * Services and workloads, for their traffic.
 *
 * <p>Lists are consistent (no resourceVersion), and this is what keeps them from going back in time: the API server answers
 * with no less than what was committed when it was asked, however far its own watch lags. Otherwise a list could bring back
 * a pod that is gone; against older versions of what is there, {@code Cluster} defends itself.
 */
public final class KubernetesFeed implements ClusterFeed {
    /** Objects in one page of a list. */
    static final long PAGE = 500;

    /** Several bookmarks long, of which an API server sends about one a minute. */
    private static final Duration SILENCE = Duration.ofMinutes(4);

    /** Milliseconds between two looks at how far a watch is. */
    private static final long BEAT = 100;

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesFeed.class);

    private final KubernetesClient client;
    private final RuleReader rules;
    private final Duration silence;
    private final List<LastingWatch<?>> watches = new ArrayList<>();
    /** Those that a start waits for, and that are measured, by the path of their objects. */
    private final Map<String, LastingWatch<?>> measured = new LinkedHashMap<>();

    private final List<WatchPulse> pulses = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    /** A thread for each watch: asking may take long. */
    private final ScheduledExecutorService measurements = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("watch-pulse-", 1).factory());

    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watch-checks").factory());

    public KubernetesFeed(KubernetesClient client, RuleReader rules) {
        this(client, rules, SILENCE);
    }

    /**
     * A feed with a patience of its own.
     *
     * @param silence how long nothing may be heard of a watch before it is given up
     */
    KubernetesFeed(KubernetesClient client, RuleReader rules, Duration silence) {
        this.client = client;
        this.rules = rules;
        this.silence = silence;
    }

    @Override
    public void start(Consumer<ClusterEvent> events) {
        VolumeNodes volumes = new VolumeNodes();
        LastingWatch<Node> nodes = new LastingWatch<>(
                "nodes", () -> client.nodes().withLimit(PAGE).runnableInformer(0), Node::new, new NodeEvents(events));
        LastingWatch<Pod> pods = new LastingWatch<>(
                "pods",
                () -> client.pods().inAnyNamespace().withLimit(PAGE).runnableInformer(0),
                Pod::new,
                new PodEvents(volumes, rules, events));
        LastingWatch<PersistentVolumeClaim> claims = new LastingWatch<>(
                "claims",
                () -> client.persistentVolumeClaims()
                        .inAnyNamespace()
                        .withLimit(PAGE)
                        .runnableInformer(0),
                PersistentVolumeClaim::new,
                new ClaimEvents(volumes, rules, events));
        measured.put("/api/v1/nodes", nodes);
        measured.put("/api/v1/pods", pods);
        // Nobody waits for the claims, which guard volumes and not rules, nor for what only makes traffic even.
        watches.add(claims);
        watches.addAll(forTraffic(events));
        watches.forEach(watch -> {
            var _ = watch.start();
        });
        watches.addAll(measured.values());
        CompletableFuture.allOf(nodes.start(), pods.start())
                .thenRun(() -> events.accept(new ClusterEvent.Synced()))
                .exceptionally(KubernetesFeed::untold);
        long pause = silence.dividedBy(8).toMillis();
        var _ = checks.scheduleWithFixedDelay(this::check, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Services, and what tells how many pods there will be behind them. */
    private List<LastingWatch<?>> forTraffic(Consumer<ClusterEvent> events) {
        return List.of(
                new LastingWatch<>(
                        "services",
                        () -> client.services().inAnyNamespace().withLimit(PAGE).runnableInformer(0),
                        Service::new,
                        ObjectEvents.ofServices(events)),
                new LastingWatch<>(
                        "replicasets",
                        () -> client.apps()
                                .replicaSets()
                                .inAnyNamespace()
                                .withLimit(PAGE)
                                .runnableInformer(0),
                        ReplicaSet::new,
                        ObjectEvents.ofWorkloads(WorkloadReduction::replicaSet, events)),
                new LastingWatch<>(
                        "statefulsets",
                        () -> client.apps()
                                .statefulSets()
                                .inAnyNamespace()
                                .withLimit(PAGE)
                                .runnableInformer(0),
                        StatefulSet::new,
                        ObjectEvents.ofWorkloads(WorkloadReduction::statefulSet, events)),
                new LastingWatch<>(
                        "replicationcontrollers",
                        () -> client.replicationControllers()
                                .inAnyNamespace()
                                .withLimit(PAGE)
                                .runnableInformer(0),
                        ReplicationController::new,
                        ObjectEvents.ofWorkloads(WorkloadReduction::replicationController, events)));
    }

    /**
     * Begins to measure how far the watches are; to be called once, after {@link #start}.
     *
     * @param measuring gives up on a request soon, and sends each once
     */
    public void measure(KubernetesClient measuring, WatchProgress progress) {
        measured.forEach((path, watch) -> pulses.add(new WatchPulse(path, measuring, watch)));
        for (WatchPulse pulse : pulses) {
            Runnable beat = () -> beat(pulse, progress);
            var _ = measurements.scheduleWithFixedDelay(beat, BEAT, BEAT, TimeUnit.MILLISECONDS);
        }
    }

    private void beat(WatchPulse pulse, WatchProgress progress) {
        try {
            pulse.take(progress.awaited(), new Moment(System.nanoTime()));
            earliest(WatchPulse::seen).ifPresent(progress::seen);
            earliest(WatchPulse::heard).ifPresent(progress::heard);
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            if (!closed) {
                LOG.error("Measuring how far the watches are failed; it goes on", e);
            }
        }
    }

    /** All is known of a moment when each of the watches has told all of it. */
    private Optional<Moment> earliest(Function<WatchPulse, Optional<Moment>> moment) {
        List<Moment> moments =
                pulses.stream().flatMap(pulse -> moment.apply(pulse).stream()).toList();
        return moments.size() < pulses.size()
                ? Optional.empty()
                : moments.stream().min(Comparator.naturalOrder());
    }

    private void check() {
        try {
            watches.forEach(watch -> watch.check(silence));
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.error("Looking after the watches failed; it goes on", e);
        }
    }

    private static @Nullable Void untold(Throwable failure) {
        LOG.error("That the whole cluster was seen could not be told", failure);
        return null;
    }

    @Override
    public void close() {
        // First: what is broken off by the end is no failure.
        closed = true;
        pulses.forEach(WatchPulse::close);
        checks.shutdownNow();
        measurements.shutdownNow();
        watches.forEach(LastingWatch::close);
    }
}
