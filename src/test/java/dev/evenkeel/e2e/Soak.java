package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A steady churn with random faults, for as long as one likes: {@code make soak}. Two instances by a Lease of their own;
 * pods of ten groups come, each to have a host without a sibling, and go again once they have had one. Prints a line a
 * minute, and ends with 1 if pods of a group ever shared a host, or a pod waited for more than a minute in which nothing was
 * done.
 */
public final class Soak {

    private static final Path FOLDER = Path.of("target", "e2e", "soak");
    private static final String NAMESPACE = "soak";
    private static final int NODES = 60;
    private static final int GROUPS = 10;
    /** How many pods are there at a time, if they get their places. */
    private static final int PODS = 400;
    /** How many there are at most: each of them could have a place. */
    private static final int MOST_PODS = 500;
    /** Between the end of a fault and the next one, in seconds; some of the pauses are long enough to see who is stuck. */
    private static final int SHORTEST_PAUSE = 30;

    private static final int LONGEST_PAUSE = 150;
    private static final Duration LOOK = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ControlPlane plane;
    private final Stage stage;
    private final Random random;
    private final ScheduledExecutorService hands = Executors.newScheduledThreadPool(3);

    // What the watch shows; guarded by this.
    /** Who has been placed, the longest ago first. */
    private final Map<String, String> places = new LinkedHashMap<>();

    private final Map<String, Long> waiting = new HashMap<>();
    private final Set<String> leaving = new HashSet<>();
    private final Set<String> wrong = new HashSet<>();
    private final Set<String> stuck = new HashSet<>();

    private int made;
    private final AtomicInteger faults = new AtomicInteger();
    /** Faults that could not be struck, or were not over in time. */
    private final AtomicInteger failures = new AtomicInteger();

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
            System.exit(soak.wrong.isEmpty() && soak.stuck.isEmpty() && soak.failures.get() == 0 ? 0 : 1);
        }
    }

    private void run(Duration length, int perSecond) {
        plane.cluster().addNodes(NODES);
        plane.cluster().namespace(NAMESPACE);
        stage.awaitDecision();
        watch();
        var _ = hands.scheduleAtFixedRate(this::churn, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
        strikeLater();
        System.out.println("minute  made  living  waiting  wrong  stuck  faults  heap MB  series");
        long looks = length.dividedBy(LOOK);
        for (long look = 1; look <= looks; look++) {
            FaultsTest.letPass(LOOK);
            findStuck();
            if (look % Duration.ofMinutes(1).dividedBy(LOOK) == 0) {
                report(look / Duration.ofMinutes(1).dividedBy(LOOK));
            }
        }
        hands.shutdownNow();
    }

    // ---- churn

    private void churn() {
        try {
            int living = living();
            if (living < MOST_PODS) {
                var pod = Workload.named("group-" + made % GROUPS).onEvenkeel().spread("required");
                plane.cluster().create(NAMESPACE, pod.pod("pod-" + made++));
            }
            // Two at a time, if the last fault has left more.
            for (int gone = 0; gone < 2 && living - gone > PODS; gone++) {
                oldest().ifPresent(this::takeAway);
            }
        } catch (KubernetesClientException away) {
            // The API server is one of those that are struck.
        }
    }

    private synchronized int living() {
        return places.size() + waiting.size();
    }

    private synchronized Optional<String> oldest() {
        var oldest =
                places.keySet().stream().filter(name -> !leaving.contains(name)).findFirst();
        oldest.ifPresent(leaving::add);
        return oldest;
    }

    private void takeAway(String name) {
        try {
            plane.cluster()
                    .client()
                    .pods()
                    .inNamespace(NAMESPACE)
                    .withName(name)
                    .withGracePeriod(0)
                    .delete();
        } catch (KubernetesClientException away) {
            synchronized (this) {
                leaving.remove(name);
            }
        }
    }

    private void strikeLater() {
        int pause = random.nextInt(SHORTEST_PAUSE, LONGEST_PAUSE + 1);
        var _ = hands.schedule(this::strike, pause, TimeUnit.SECONDS);
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
            // The last one is cut short by the end.
            if (!hands.isShutdown()) {
                failures.incrementAndGet();
                System.out.println("A fault failed: " + e);
            }
        } finally {
            stage.proxy().calm();
            faults.incrementAndGet();
            calmSince = System.nanoTime();
            striking = false;
            strikeLater();
        }
    }

    // ---- what is seen

    /** Begins with a list, which is consistent, and goes on from there; again, if what it left off with is gone. */
    private void watch() {
        try {
            var pods = plane.cluster().client().pods().inNamespace(NAMESPACE);
            var list = pods.list();
            showAll(list.getItems());
            pods.withResourceVersion(list.getMetadata().getResourceVersion()).watch(new Shown());
        } catch (KubernetesClientException away) {
            watchLater();
        }
    }

    private void watchLater() {
        if (!hands.isShutdown()) {
            var _ = hands.schedule(this::watch, 1, TimeUnit.SECONDS);
        }
    }

    private synchronized void showAll(List<Pod> pods) {
        var names = pods.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
        places.keySet().retainAll(names);
        waiting.keySet().retainAll(names);
        leaving.retainAll(names);
        pods.forEach(this::show);
    }

    private synchronized void show(Pod pod) {
        var name = pod.getMetadata().getName();
        if (LiveCluster.isBound(pod)) {
            waiting.remove(name);
            place(
                    name,
                    pod.getMetadata().getLabels().get("app") + " on "
                            + pod.getSpec().getNodeName());
        } else {
            waiting.putIfAbsent(name, System.nanoTime());
        }
    }

    /** One watch tells in the order in which things were committed, so what it shows side by side was side by side. */
    private final class Shown implements Watcher<Pod> {
        @Override
        public void eventReceived(Action action, Pod pod) {
            if (action == Action.DELETED) {
                synchronized (Soak.this) {
                    places.remove(pod.getMetadata().getName());
                    waiting.remove(pod.getMetadata().getName());
                    leaving.remove(pod.getMetadata().getName());
                }
            } else {
                show(pod);
            }
        }

        @Override
        public void onClose(WatcherException lost) {
            watchLater();
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

    private synchronized void findStuck() {
        long now = System.nanoTime();
        waiting.forEach((name, since) -> {
            long calm = now - Math.max(since, calmSince);
            if (!striking && calm > PATIENCE.toNanos() && stuck.add(name)) {
                System.out.println("STUCK: " + name);
            }
        });
    }

    private synchronized void report(long minute) {
        var metrics = stage.instances().stream().map(Evenkeel::metrics).toList();
        System.out.printf(
                "%6d %5d %7d %8d %6d %6d %7d  %s  %s%n",
                minute,
                made,
                living(),
                waiting.size(),
                wrong.size(),
                stuck.size(),
                faults.get(),
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
