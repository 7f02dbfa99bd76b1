package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A steady churn with random faults, for as long as one likes: {@code make soak}. Two instances by a Lease of their own;
 * pods of ten groups come, each to have a host without a sibling, and go again. Prints a line a minute, and ends with 1 if
 * pods of a group ever shared a host, or a pod waited for more than a minute in which nothing was done.
 */
public final class Soak {

    private static final Path FOLDER = Path.of("target", "e2e", "soak");
    private static final String NAMESPACE = "soak";
    private static final int NODES = 60;
    private static final int GROUPS = 10;
    /** How many pods are there at a time. */
    private static final int PODS = 400;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ControlPlane plane;
    private final Stage stage;
    private final Random random;
    private final Deque<String> living = new ArrayDeque<>();

    // What the watch shows; guarded by this.
    private final Map<String, String> places = new HashMap<>();
    private final Map<String, Long> waiting = new HashMap<>();
    private final Set<String> wrong = new HashSet<>();
    private final Set<String> stuck = new HashSet<>();

    private int made;
    private volatile long calmSince = System.nanoTime();
    private volatile boolean striking;

    private Soak(ControlPlane plane, Stage stage, Random random) {
        this.plane = plane;
        this.stage = stage;
        this.random = random;
    }

    /**
     * Soaks.
     *
     * @param arguments how long, in minutes, how many pods a second, and a seed
     */
    public static void main(String[] arguments) {
        var length = Duration.ofMinutes(Long.parseLong(arguments[0]));
        int perSecond = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        System.out.printf("%s at %d pods a second, seed %d%n", length, perSecond, seed);
        try (var plane = ControlPlane.start(FOLDER, ControlPlane.Options.defaults());
                var stage = Stage.leased(plane)) {
            var soak = new Soak(plane, stage, new Random(seed));
            soak.run(length, perSecond);
            System.exit(soak.wrong.isEmpty() && soak.stuck.isEmpty() ? 0 : 1);
        }
    }

    private void run(Duration length, int perSecond) {
        plane.cluster().addNodes(NODES);
        plane.cluster().namespace(NAMESPACE);
        stage.awaitDecision();
        plane.cluster().client().pods().inNamespace(NAMESPACE).watch(new Shown());
        try (var hands = Executors.newScheduledThreadPool(2)) {
            var _ = hands.scheduleAtFixedRate(this::churn, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
            var _ = hands.scheduleWithFixedDelay(this::strike, 60, 45, TimeUnit.SECONDS);
            System.out.println("minute  made  living  waiting  wrong  stuck  heap MB  series");
            for (int minute = 1; minute <= length.toMinutes(); minute++) {
                FaultsTest.letPass(Duration.ofMinutes(1));
                report(minute);
            }
            hands.shutdownNow();
        }
    }

    // ---- churn

    private void churn() {
        try {
            var name = "pod-" + made++;
            var group = "group-" + made % GROUPS;
            plane.cluster()
                    .create(
                            NAMESPACE,
                            Workload.named(group)
                                    .onEvenkeel()
                                    .spread("required")
                                    .pod(name));
            living.addLast(name);
            if (living.size() > PODS) {
                plane.cluster()
                        .client()
                        .pods()
                        .inNamespace(NAMESPACE)
                        .withName(living.removeFirst())
                        .withGracePeriod(0)
                        .delete();
            }
        } catch (KubernetesClientException away) {
            // The API server is one of those that are struck.
        }
    }

    private void strike() {
        striking = true;
        try {
            switch (random.nextInt(6)) {
                case 0 -> {
                    var killed = stage.leader().process();
                    killed.kill();
                    killed.start();
                }
                case 1 -> {
                    var stopped = stage.leader().process();
                    stopped.freeze();
                    FaultsTest.letPass(Duration.ofSeconds(5L + random.nextInt(20)));
                    stopped.thaw();
                }
                case 2 -> {
                    stage.proxy().answerOneBindingOf(3);
                    FaultsTest.letPass(Duration.ofSeconds(10));
                }
                case 3 -> {
                    stage.proxy().delayWatches(Duration.ofSeconds(5));
                    FaultsTest.letPass(Duration.ofSeconds(20));
                }
                case 4 -> {
                    var scheduler = stage.schedulers().getFirst();
                    scheduler.kill();
                    scheduler.start();
                }
                default -> {
                    var apiServer = plane.process("kube-apiserver");
                    apiServer.kill();
                    apiServer.start();
                }
            }
        } catch (RuntimeException e) {
            System.out.println("A fault failed: " + e);
        } finally {
            stage.proxy().calm();
            calmSince = System.nanoTime();
            striking = false;
        }
    }

    // ---- what is seen

    /** One watch tells in the order in which things were committed, so what it shows side by side was side by side. */
    private final class Shown implements Watcher<Pod> {
        @Override
        public void eventReceived(Action action, Pod pod) {
            synchronized (Soak.this) {
                var name = pod.getMetadata().getName();
                if (action == Action.DELETED) {
                    places.remove(name);
                    waiting.remove(name);
                } else if (LiveCluster.isBound(pod)) {
                    waiting.remove(name);
                    place(
                            name,
                            pod.getMetadata().getLabels().get("app") + " on "
                                    + pod.getSpec().getNodeName());
                } else {
                    waiting.putIfAbsent(name, System.nanoTime());
                }
            }
        }

        @Override
        public void onClose(WatcherException lost) {
            System.out.println("The watch of the soak has ended: " + lost);
        }

        @Override
        public boolean reconnecting() {
            return true;
        }
    }

    private void place(String name, String place) {
        if (!place.equals(places.put(name, place))
                && places.values().stream().filter(place::equals).count() > 1) {
            wrong.add(name + " " + place);
            System.out.println("WRONG: " + name + " " + place);
        }
    }

    private synchronized void report(int minute) {
        long now = System.nanoTime();
        waiting.forEach((name, since) -> {
            long calm = now - Math.max(since, calmSince);
            if (!striking && calm > PATIENCE.toNanos() && stuck.add(name)) {
                System.out.println("STUCK: " + name);
            }
        });
        var metrics = stage.instances().stream().map(Evenkeel::metrics).toList();
        System.out.printf(
                "%6d %5d %7d %8d %6d %6d  %s  %s%n",
                minute,
                made,
                places.size() + waiting.size(),
                waiting.size(),
                wrong.size(),
                stuck.size(),
                metrics.stream().map(Soak::heap).toList(),
                metrics.stream()
                        .map(each -> each.lines()
                                .filter(line -> !line.startsWith("#"))
                                .count())
                        .toList());
    }

    /** What is in use, garbage included, in megabytes. */
    private static long heap(String metrics) {
        return List.of(metrics.split("\n", -1)).stream()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) >> 20)
                .sum();
    }
}
