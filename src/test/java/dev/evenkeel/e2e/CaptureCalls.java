package dev.evenkeel.e2e;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.extender.CallRecorder;
import dev.evenkeel.extender.Golden;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the golden files: what a real kube-scheduler calls an extender with, for nodeCacheCapable true and false, byte for
 * byte. To be run from the root of the project, by hand, when Kubernetes' wire format may have changed:
 * {@code mvn test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.evenkeel.e2e.CaptureCalls}.
 */
public final class CaptureCalls {
    private static final String NAMESPACE = "golden";
    private static final String SCHEDULER = "golden";

    private CaptureCalls() {}

    /** Ends by itself; what it has not seen after a minute is an error. */
    public static void main(String[] arguments) throws IOException {
        var options = ControlPlane.Options.defaults();
        for (var file : Golden.files()) {
            Files.deleteIfExists(file);
        }
        try (var recorder = new CallRecorder(Golden.files());
                var controlPlane = ControlPlane.start(Path.of("target", "e2e", "capture"), options)) {
            var cluster = controlPlane.cluster();
            cluster.addNodes(3);
            cluster.namespace(NAMESPACE);
            startScheduler(controlPlane, recorder);
            cluster.client()
                    .load(new ByteArrayInputStream(Files.readAllBytes(Golden.FOLDER.resolve("pods.yaml"))))
                    .items()
                    .forEach(cluster::apply);
            cluster.create(NAMESPACE, twoHundredLabels());
            cluster.create(NAMESPACE, longAnnotations());
            awaitCalls();
        }
    }

    private static void startScheduler(ControlPlane controlPlane, CallRecorder recorder) {
        var manifests = controlPlane.manifests();
        manifests.withoutPods().forEach(controlPlane.cluster()::apply);
        var configuration = SchedulerConfiguration.shipped().with(root -> {
            root.withObject("/leaderElection").put("leaderElect", false);
            root.withArray("/profiles").forEach(profile -> ((ObjectNode) profile).put("schedulerName", SCHEDULER));
            ArrayNode extenders = root.putArray("extenders");
            extenders
                    .addObject()
                    .put("urlPrefix", recorder.urlPrefix(Golden.NAMES))
                    .put("filterVerb", "filter")
                    .put("prioritizeVerb", "prioritize")
                    .put("preemptVerb", "preempt")
                    .put("bindVerb", "bind")
                    .put("weight", 1)
                    .put("nodeCacheCapable", true);
            extenders
                    .addObject()
                    .put("urlPrefix", recorder.urlPrefix(Golden.NODES))
                    .put("filterVerb", "filter")
                    .put("prioritizeVerb", "prioritize")
                    .put("preemptVerb", "preempt")
                    .put("weight", 1)
                    .put("nodeCacheCapable", false);
        });
        controlPlane.start(controlPlane.scheduler(
                SCHEDULER,
                manifests.scheduler().getCommand(),
                configuration,
                controlPlane.serviceAccount(Manifests.NAMESPACE, Installation.POD_ACCOUNT)));
    }

    private static void awaitCalls() {
        for (var file : Golden.files()) {
            LiveCluster.await(file.toString()).until(() -> Files.exists(file));
        }
    }

    private static Pod twoHundredLabels() {
        var labels = new HashMap<String, String>();
        for (int i = 0; i < 200; i++) {
            labels.put("labels.example.com/number-" + i, "value-" + i);
        }
        return pod("two-hundred-labels", labels, Map.of("evenkeel.dev/spread", "required, preferred zone"));
    }

    /** 256 KiB is the most that the annotations of one object may take together. */
    private static Pod longAnnotations() {
        return pod(
                "long-annotations",
                Map.of("app", "long"),
                Map.of(
                        "evenkeel.dev/spread",
                        "required" + " ".repeat(5_000),
                        "evenkeel.dev/unknown",
                        "Größe \uD83D\uDEA2 平衡 é \u2028 \"\\",
                        "example.com/text",
                        "0123456789abcdef".repeat(4_000),
                        "example.com/unicode",
                        "\uD83D\uDEA2".repeat(2_000)));
    }

    private static Pod pod(String name, Map<String, String> labels, Map<String, String> annotations) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(SCHEDULER)
                .addNewContainer()
                .withName("main")
                .withImage("registry.k8s.io/pause:3.10")
                .endContainer()
                .endSpec()
                .build();
    }
}
