package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Pods of one namespace that are made as fast as the API server takes them, and where and when a watch has shown each of
 * them bound. Times are of {@link System#nanoTime}.
 */
final class Burst implements AutoCloseable {

    /** How many pods are being created at a time. */
    private static final int HANDS = 16;

    /** A pod that was seen bound. */
    record Placed(String group, String node, long at) {}

    private final LiveCluster cluster;
    private final String namespace;
    private final Map<String, Long> created = new ConcurrentHashMap<>();
    private final Map<String, Placed> placed = new ConcurrentHashMap<>();
    private final Watch watch;

    Burst(LiveCluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.watch = cluster.client().pods().inNamespace(namespace).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                if (LiveCluster.isBound(pod)
                        && created.containsKey(pod.getMetadata().getName())) {
                    var now = System.nanoTime();
                    var group = pod.getMetadata().getLabels().getOrDefault("app", "");
                    placed.putIfAbsent(
                            pod.getMetadata().getName(),
                            new Placed(group, pod.getSpec().getNodeName(), now));
                }
            }

            @Override
            public void onClose(WatcherException lost) {
                throw new IllegalStateException("The watch of a burst has ended", lost);
            }
        });
    }

    /** Creates them all, several at a time; returns when the API server has taken the last. */
    void create(Collection<Pod> pods) {
        try (var hands = Executors.newFixedThreadPool(HANDS)) {
            var creations =
                    pods.stream().map(pod -> hands.submit(() -> create(pod))).toList();
            for (var creation : creations) {
                creation.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A pod could not be created", e);
        }
    }

    void create(Pod pod) {
        created.put(pod.getMetadata().getName(), System.nanoTime());
        cluster.create(namespace, pod);
    }

    /** Waits until so many have been bound, or none more is for as long as this; tells whether they were. */
    boolean awaitBound(int count, Duration patience) {
        while (placed.size() < count) {
            int before = placed.size();
            try {
                Awaitility.await()
                        .atMost(patience)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> placed.size() > before);
            } catch (ConditionTimeoutException none) {
                return false;
            }
        }
        return true;
    }

    int bound() {
        return placed.size();
    }

    /** How many pods share their host with one of the same group that is counted already. */
    int wrong() {
        var hosts = new HashSet<String>();
        return (int) placed.values().stream()
                .filter(pod -> !hosts.add(pod.group() + " " + pod.node()))
                .count();
    }

    /** From the first creation to the last binding. */
    double seconds() {
        long first = created.values().stream().mapToLong(Long::longValue).min().orElse(0);
        long last = placed.values().stream().mapToLong(Placed::at).max().orElse(first);
        return (last - first) / 1e9;
    }

    /** From each pod's creation to its binding, in milliseconds, the shortest first; only of those that are bound. */
    List<Double> latencies() {
        return placed.entrySet().stream()
                .filter(pod -> created.containsKey(pod.getKey()))
                .map(pod -> (pod.getValue().at() - created.getOrDefault(pod.getKey(), 0L)) / 1e6)
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        watch.close();
    }
}
