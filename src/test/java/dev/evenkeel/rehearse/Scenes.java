package dev.evenkeel.rehearse;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.labels.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Clusters to schedule in: nodes of 4 cores, 8 GiB and 10 pods, each in a zone; pods of half a core and 1 GiB. */
final class Scenes {
    static final String SCHEDULER = "evenkeel-scheduler";
    static final Resources ROOM = new Resources(4_000, 8L << 30, 10);
    static final Resources SMALL = new Resources(500, 1L << 30, 1);

    private Scenes() {}

    /** {@code nodes("z1:a,b z2:c")}. */
    static List<Node> nodes(String picture) {
        return Arrays.stream(picture.split(" "))
                .map(zone -> zone.split(":"))
                .flatMap(zone -> Arrays.stream(zone[1].split(",")).map(name -> node(name, zone[0])))
                .toList();
    }

    static Node node(String name, String zone) {
        Labels labels = Labels.of(Map.of("kubernetes.io/hostname", name, "topology.kubernetes.io/zone", zone));
        return new Node(name, 1, labels, true, false, ROOM);
    }

    static Node cordoned(Node node) {
        return new Node(node.name(), node.version(), node.labels(), node.ready(), true, node.allocatable());
    }

    /** Pods {@code app-1}, {@code app-2}, … of one group. */
    static List<PodObject> replicas(int count, String app, String spread) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> pod(app + "-" + number, app, spread))
                .toList();
    }

    /**
     * A pending pod.
     *
     * @param spread its rule; empty for none
     */
    static PodObject pod(String name, String app, String spread) {
        Labels settings = spread.isEmpty() ? Labels.NONE : Labels.of("evenkeel.dev/spread", spread);
        Pod pod = new Pod(
                new PodId("shop", name, "uid-" + name),
                1,
                Labels.of("app", app),
                settings,
                Optional.empty(),
                Pod.Phase.LIVE,
                SMALL);
        return scheduled(SCHEDULER, 0, new PodObject(pod, Labels.NONE));
    }

    static PodObject withPriority(int priority, PodObject pod) {
        return scheduled(pod.schedulerName(), priority, pod);
    }

    static PodObject of(String scheduler, PodObject pod) {
        return scheduled(scheduler, pod.priority(), pod);
    }

    private static PodObject scheduled(String scheduler, int priority, PodObject pod) {
        Pod.Scheduling scheduling = new Pod.Scheduling(false, false, Optional.empty(), scheduler, priority);
        return pod.with(pod.pod().edit().scheduling(scheduling).pod());
    }

    static PodObject onlyOn(String hostname, PodObject pod) {
        return new PodObject(pod.pod(), Labels.of("kubernetes.io/hostname", hostname));
    }

    static PodObject asking(Resources requests, PodObject pod) {
        return pod.with(pod.pod().edit().requests(requests).pod());
    }

    static Pod placed(PodObject pod, String node) {
        return pod.pod().boundTo(node);
    }
}
