package dev.evenkeel.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class FileClusterTest {
    private static final RuleReader RULES = new RuleReader(RuleLimits.DEFAULTS);

    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata:
              name: a
              labels: {kubernetes.io/hostname: a, topology.kubernetes.io/zone: z1, topology.kubernetes.io/region: r}
            status: {allocatable: {cpu: 4, memory: 8Gi, pods: 110}}
            """;

    // ---- bindings

    private final FileCluster cluster = cluster(NODE, """
            apiVersion: v1
            kind: List
            items:
              - {apiVersion: v1, kind: Pod, metadata: {name: free, resourceVersion: "41", labels: {app: web}}}
              - {apiVersion: v1, kind: Pod, metadata: {name: bound}, spec: {nodeName: a}}
              - {apiVersion: v1, kind: Pod, metadata: {name: going, deletionTimestamp: "2026-01-01T00:00:00Z"}}
              - {apiVersion: v1, kind: Pod, metadata: {name: gated}, spec: {schedulingGates: [{name: quota}]}}
            """);

    @Test
    void bindsAPendingPod() {
        assertThat(bind("free", "a")).isEqualTo(new BindOutcome.Bound());

        Pod pod = read("free");
        assertThat(pod.node()).contains("a");
        assertThat(pod.version()).as("above all of the file").isEqualTo(42);
        assertThat(pod.labels())
                .as("with the node's topology")
                .hasToString("app=web,topology.kubernetes.io/region=r,topology.kubernetes.io/zone=z1");
        assertThat(pod.ready()).as("there is no kubelet to wait for").isTrue();
        assertThat(cluster.snapshot().pending()).isEmpty();
        assertThat(cluster.snapshot().placed()).contains(pod);
    }

    @Test
    void leavesABoundPodWhereItIs() {
        assertThat(bind("bound", "a")).isEqualTo(new BindOutcome.AlreadyThere());
        assertThat(bind("bound", "b")).isEqualTo(new BindOutcome.Elsewhere("a"));
        assertThat(read("bound").node()).contains("a");
    }

    @Test
    void answersGoneForATerminatingOrUnknownPod() {
        assertThat(bind("going", "a")).isEqualTo(new BindOutcome.Gone());
        assertThat(bind("other", "a")).isEqualTo(new BindOutcome.Gone());
        assertThat(cluster.read("default", "other")).isEqualTo(new PodReading.NotFound());
    }

    @Test
    void refusesAPodWithAnotherUid() {
        PodId earlier = new PodId("default", "free", "an-earlier-one");

        assertThat(cluster.bind(new Permit(1, earlier, "a", new Moment(0))))
                .isEqualTo(new BindOutcome.UidChanged("default/free"));
    }

    @Test
    void refusesToBindAGatedPod() {
        assertThat(bind("gated", "a")).isInstanceOf(BindOutcome.Forbidden.class);
        assertThat(read("gated").node()).isEmpty();
    }

    /** As with a real API server, which does not look at nodes when it binds. */
    @Test
    void bindsToAnUnknownNodeAsTheApiServerDoes() {
        assertThat(bind("free", "no-such-node")).isEqualTo(new BindOutcome.Bound());
    }

    // ---- events

    @Test
    void reportsEverythingThenSyncedThenChanges() throws InterruptedException {
        BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();
        cluster.start(events::add);

        List<ClusterEvent> first = new ArrayList<>();
        do {
            first.add(events.take());
        } while (!(first.getLast() instanceof ClusterEvent.Synced));
        assertThat(first).hasSize(6);
        assertThat(first.getFirst()).isInstanceOf(ClusterEvent.NodeChanged.class);
        assertThat(first.subList(1, 5)).hasOnlyElementsOfType(ClusterEvent.PodChanged.class);

        bind("free", "a");
        bind("free", "b");
        bind("bound", "a");
        assertThat(events.take()).isEqualTo(new ClusterEvent.PodChanged(RULES.read(read("free"))));
        cluster.close();
        assertThat(events.poll(50, TimeUnit.MILLISECONDS))
                .as("what changes nothing is not reported")
                .isNull();
    }

    @Test
    void reportsNothingAfterCloseAndStillBinds() throws InterruptedException {
        BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();
        cluster.start(events::add);
        cluster.close();

        assertThat(bind("free", "a")).isEqualTo(new BindOutcome.Bound());
        while (!(events.take() instanceof ClusterEvent.Synced)) {
            // What was there at the start is still reported.
        }
        assertThat(events.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void refusesASecondStart() {
        cluster.start(event -> {});

        assertThatIllegalStateException().isThrownBy(() -> cluster.start(event -> {}));
        cluster.close();
    }

    // ---- what is pending

    @Test
    void listsSchedulablePodsAsPendingOldestFirst() {
        Snapshot scene = cluster(NODE, """
                apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: Pod, metadata: {name: c, creationTimestamp: "2026-05-02T10:00:00Z"}}
                  - {apiVersion: v1, kind: Pod, metadata: {name: b, creationTimestamp: "2026-05-01T10:00:00Z"}}
                  - {apiVersion: v1, kind: Pod, metadata: {name: failed}, status: {phase: Failed}}
                  - {apiVersion: v1, kind: Pod, metadata: {name: gated}, spec: {schedulingGates: [{name: quota}]}}
                  - {apiVersion: v1, kind: Pod, metadata: {name: a}}
                """).snapshot();

        assertThat(scene.pending()).extracting(pod -> pod.pod().id().name()).containsExactly("a", "b", "c");
    }

    // ---- the sample

    @Test
    void servesTheExampleFileAsTheSample() {
        FileCluster fromFile = FileCluster.load(Path.of("examples/sample-cluster.yaml"), RULES);

        assertThat(FileCluster.sample(RULES).snapshot()).isEqualTo(fromFile.snapshot());
        assertThat(fromFile.description())
                .isEqualTo("examples/sample-cluster.yaml: 12 nodes, 35 pods (20 pending), 3 Services");
        assertThat(fromFile.snapshot().nodes())
                .extracting(node -> node.labels().get("topology.kubernetes.io/zone"))
                .containsOnly(Optional.of("fra-a"), Optional.of("fra-b"), Optional.of("fra-c"));
    }

    @Test
    void refusesAMissingFile() {
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> FileCluster.load(Path.of("no-such-file.yaml"), RULES))
                .withMessageStartingWith("no-such-file.yaml: cannot be read, ")
                .withNoCause();
    }

    // ---- helpers

    static FileCluster cluster(String... documents) {
        return FileCluster.parse("test.yaml", String.join("---\n", documents).getBytes(StandardCharsets.UTF_8), RULES);
    }

    private BindOutcome bind(String pod, String node) {
        return cluster.bind(new Permit(1, new PodId("default", pod, "default/" + pod), node, new Moment(0)));
    }

    private Pod read(String name) {
        return ((PodReading.Found) cluster.read("default", name)).info().pod();
    }
}
