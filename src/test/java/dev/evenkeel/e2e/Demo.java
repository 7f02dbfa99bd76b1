package dev.evenkeel.e2e;

import dev.evenkeel.rehearse.PlacementTable;
import dev.evenkeel.rehearse.PlacementTable.NodeLine;
import dev.evenkeel.rehearse.PlacementTable.PlacedPod;
import dev.evenkeel.rehearse.PlacementTable.WaitingPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Evenkeel under a real control plane, to look at: twelve nodes in three zones, one Deployment that fits on them and one
 * with a replica too many. What it prints was read from the API server.
 */
public final class Demo {

    private static final Path FOLDER = Path.of("target", "e2e", "demo");
    private static final String STAY = "--stay";
    private static final String NAMESPACE = "demo";
    private static final String RULE = "required";
    private static final int NODES = 12;
    private static final List<Group> GROUPS = List.of(new Group("web", 10), new Group("db", NODES + 1));

    /** The replicas of one Deployment; each is to have a host that no other has. */
    private record Group(String name, int replicas) {

        Deployment deployment() {
            return Workload.named(name).onEvenkeel().spread(RULE).deployment(replicas);
        }
    }

    private final ControlPlane controlPlane;
    private final LiveCluster cluster;

    private Demo(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
        this.cluster = controlPlane.cluster();
    }

    /** Ends by itself, or with {@code --stay} on Ctrl-C; either way nothing is left running. */
    public static void main(String[] arguments) throws InterruptedException {
        var words = List.of(arguments);
        if (!words.isEmpty() && !words.equals(List.of(STAY))) {
            System.err.println("Usage: Demo [" + STAY + "]");
            System.exit(2);
        }
        var options = ControlPlane.Options.defaults();
        say("Starting Kubernetes v%s, %d nodes and evenkeel; logs are in %s.", options.version(), NODES, FOLDER);
        try (var controlPlane = ControlPlane.start(FOLDER, options)) {
            var demo = new Demo(controlPlane);
            demo.run();
            if (words.contains(STAY)) {
                demo.stay();
            }
        }
    }

    private void run() {
        Installation.on(controlPlane, Map.of());
        cluster.addNodes(NODES);
        cluster.namespace(NAMESPACE);
        GROUPS.forEach(group -> cluster.create(NAMESPACE, group.deployment()));
        GROUPS.forEach(group ->
                say("Deployment %s: %d replicas, %s: %s", group.name(), group.replicas(), Workload.SPREAD, RULE));
        awaitPlacement();

        System.out.printf("%n%s", table().render());
        printLogs();
    }

    // Each pod is bound or says what keeps it waiting for good, as against a cycle that failed and is repeated soon.
    private void awaitPlacement() {
        LiveCluster.await("the placement of all pods").until(() -> {
            var pods = cluster.pods(NAMESPACE);
            return pods.size() == GROUPS.stream().mapToInt(Group::replicas).sum()
                    && pods.stream().allMatch(pod -> LiveCluster.isBound(pod) || waitsForANode(pod));
        });
    }

    private boolean waitsForANode(Pod pod) {
        return LiveCluster.whyWaiting(pod)
                .filter(reason -> reason.startsWith("0/" + NODES))
                .isPresent();
    }

    private PlacementTable table() {
        var nodes = cluster.nodes().stream()
                .map(node -> new NodeLine(
                        node.getMetadata().getName(),
                        node.getMetadata().getLabels().getOrDefault(LiveCluster.ZONE, "")))
                .sorted(Comparator.comparingInt(node -> number(node.name())))
                .toList();
        var placed = cluster.boundPods(NAMESPACE).stream()
                .map(pod -> new PlacedPod(group(pod), rule(pod), pod.getSpec().getNodeName(), true))
                .toList();
        var waiting = cluster.waitingPods(NAMESPACE).stream()
                .map(pod -> new WaitingPod(
                        NAMESPACE + "/" + pod.getMetadata().getName(),
                        group(pod),
                        rule(pod),
                        LiveCluster.whyWaiting(pod).orElse("no reason yet")))
                .toList();
        return new PlacementTable(nodes, placed, waiting);
    }

    private void printLogs() {
        say("%nLOGS");
        var here = Path.of("").toAbsolutePath();
        controlPlane.processes().forEach(process -> say("%-25s%s", process.name(), here.relativize(process.log())));
    }

    private void stay() throws InterruptedException {
        say(
                "%nIt stays up until Ctrl-C. To look around:%n  %s",
                controlPlane.kubectlCommand("get", "pods", "--namespace=" + NAMESPACE, "--output=wide"));
        new CountDownLatch(1).await();
    }

    private static String group(Pod pod) {
        return NAMESPACE + " app=" + pod.getMetadata().getLabels().get("app");
    }

    private static String rule(Pod pod) {
        return pod.getMetadata().getAnnotations().getOrDefault(Workload.SPREAD, "");
    }

    // node-2 comes before node-10
    private static int number(String node) {
        return Integer.parseInt(node.substring(node.lastIndexOf('-') + 1));
    }

    private static void say(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }
}
