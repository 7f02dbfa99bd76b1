package dev.evenkeel.rehearse;

import static dev.evenkeel.rehearse.Scenes.nodes;
import static dev.evenkeel.rehearse.Scenes.placed;
import static dev.evenkeel.rehearse.Scenes.pod;
import static dev.evenkeel.rehearse.Scenes.replicas;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.file.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final URI MANAGEMENT = URI.create("http://127.0.0.1:9000");

    private final Snapshot before = new Snapshot(
            nodes("z1:a,b z2:c"),
            List.of(placed(pod("web-0", "web", "required"), "b")),
            Stream.concat(replicas(3, "web", "required").stream(), Stream.of(pod("job", "job", "")))
                    .toList());
    private final OneCluster cluster = new OneCluster(before);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void showsWhoWentWhereAndWhyTheOneWaits() throws IOException, InterruptedException {
        assertThat(run(this::now)).isZero();
        assertThat(printed())
                .startsWith("Rehearsing three nodes; seed 7\n\nPOD         NODE  TRIES\nshop/web-1  ")
                .contains("""
                        GROUP         ASKS FOR  REPLICAS  PLACED  DISTINCT HOSTS  ZONES
                        shop app=job  -         1         1       1               1
                        shop app=web  required  4         3       3               2

                        WAITING
                        shop/web-3
                          0/3 nodes are available: 3 host already has a pod of group app=web (required host max 1).
                        """)
                .contains("Why shop/web-3 waits:\n  curl -s http://127.0.0.1:9000/explain/pods/shop/web-3\n")
                .contains("/extender/filter -d '{\"Pod\":{\"metadata\":{\"name\":\"web-3\",")
                .endsWith("\"NodeNames\":[\"a\",\"b\",\"c\"]}'\n");
    }

    @Test
    void failsIfTheClusterDoesNotShowWhatWasAnswered() throws IOException, InterruptedException {
        assertThat(run(() -> before)).isEqualTo(1);
        assertThat(printed())
                .containsPattern(
                        "FAILED: evenkeel answered that shop/job is bound to ., the cluster shows it on no node\n");
    }

    @Test
    void leavesOtherSchedulersPodsAlone() throws IOException, InterruptedException {
        PodObject other = Scenes.of("volcano", pod("x", "x", ""));
        Snapshot snapshot = new Snapshot(before.nodes(), before.placed(), List.of(other));

        assertThat(run(() -> snapshot)).isZero();
        assertThat(printed())
                .contains("No pod waits for kube-scheduler.")
                .contains("Left alone: 1 pending pods of other schedulers");
    }

    /** The cluster as its bindings have made it. */
    private Snapshot now() {
        List<Pod> bound = before.pending().stream()
                .map(PodObject::pod)
                .flatMap(
                        pod -> Optional.ofNullable(cluster.bindings.get(pod.id().uid())).map(pod::boundTo).stream())
                .toList();
        List<PodObject> waiting = before.pending().stream()
                .filter(pod -> !cluster.bindings.containsKey(pod.pod().id().uid()))
                .toList();
        return new Snapshot(
                before.nodes(),
                Stream.concat(before.placed().stream(), bound.stream()).toList(),
                waiting);
    }

    private int run(Supplier<Snapshot> snapshot) throws IOException, InterruptedException {
        try (ExtenderServer server = ExtenderServer.of(cluster, cluster);
                PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            Endpoints endpoints = new Endpoints(server.prefix(), MANAGEMENT);
            return new Rehearsal("three nodes", snapshot, endpoints, 7).run(out);
        }
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
