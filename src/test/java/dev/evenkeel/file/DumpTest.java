package dev.evenkeel.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DumpTest {
    private static final String DOCUMENTS = """
            # a comment before the first document
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: a, resourceVersion: "7"}
            status: {allocatable: {cpu: 1500m, memory: 1Gi, pods: "110"}}
            ---
            # an empty document
            ---
            apiVersion: v1
            kind: Pod
            metadata: {namespace: shop, name: web, uid: u, resourceVersion: "9", annotations: {evenkeel.dev/spread: required}}
            spec:
              nodeSelector: {disk: ssd}
              priority: 5
              schedulerName: evenkeel-scheduler
              containers: [{name: web, resources: {requests: {cpu: 250m, memory: 64Mi}}}]
            """;

    private static final String LIST = """
            {"apiVersion": "v1", "kind": "List", "items": [
              {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a", "resourceVersion": "7"},
               "status": {"allocatable": {"cpu": "1500m", "memory": "1Gi", "pods": "110"}}},
              {"apiVersion": "v1", "kind": "Pod",
               "metadata": {"namespace": "shop", "name": "web", "uid": "u", "resourceVersion": "9",
                            "annotations": {"evenkeel.dev/spread": "required"}},
               "spec": {"nodeSelector": {"disk": "ssd"}, "priority": 5, "schedulerName": "evenkeel-scheduler",
                        "containers": [{"name": "web", "resources": {"requests": {"cpu": "250m", "memory": "64Mi"}}}]}}]}
            """;

    private static final String NODE = "{apiVersion: v1, kind: Node, metadata: {name: a}}\n---\n";

    // ---- forms

    @Test
    void readsDocumentsAndListsJsonAndYamlAlike() {
        Dump dump = read(DOCUMENTS);

        assertThat(read(LIST)).isEqualTo(dump);
        assertThat(dump.nodes())
                .containsExactly(new NodeObject(
                        new Node("a", 7, Labels.NONE, true, false, new Resources(1_500, 1L << 30, 110)), List.of()));
        PodObject web = dump.pods().getFirst();
        assertThat(web.nodeSelector()).isEqualTo(Labels.of("disk", "ssd"));
        assertThat(web.priority()).isEqualTo(5);
        assertThat(web.schedulerName()).isEqualTo("evenkeel-scheduler");
        assertThat(web.pod().scheduling().scheduler()).isEqualTo("evenkeel-scheduler");
        assertThat(web.pod().requests()).isEqualTo(new Resources(250, 64L << 20, 1));
        assertThat(web.pod().settings()).isEqualTo(Labels.of("evenkeel.dev/spread", "required"));
    }

    /** As the API itself lists them. */
    @Test
    void readsItemsOfATypedListWithoutKind() {
        Dump dump = read("""
                {"apiVersion": "v1", "kind": "NodeList", "items": [{"metadata": {"name": "a"}}]}
                {"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "web"}}]}
                {"apiVersion": "v1", "kind": "ServiceList", "items": null}
                """);

        assertThat(dump.nodes()).hasSize(1);
        assertThat(dump.pods()).hasSize(1);
    }

    @Test
    void countsOtherKindsAndIgnoresThem() {
        Dump dump = read(NODE + """
                {apiVersion: v1, kind: Service, metadata: {name: web}}
                ---
                {apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: web}}
                ---
                {apiVersion: apps/v1, kind: DeploymentList, items: [{metadata: {name: a}}, {metadata: {name: b}}]}
                """);

        assertThat(dump.services()).hasSize(1);
        assertThat(dump).hasToString("dump: 1 nodes, 0 pods (0 pending), 1 Services; ignored: 2 Deployment, 1 Service");
    }

    @Test
    void readsWorkloadsThatCanOwnPods() {
        Dump dump = read(NODE + """
                {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web, uid: u},
                 spec: {replicas: 3, template: {metadata: {labels: {app: web}}}}}
                ---
                {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {replicas: 3}}
                ---
                {apiVersion: v1, kind: ReplicationController, metadata: {name: old, uid: r}}
                """);

        assertThat(dump.workloads())
                .extracting(workload -> workload.namespace() + " " + workload.uid() + " " + workload.pods())
                .containsExactly("default u 3", "default r 1");
    }

    @Test
    void readsALongDump() {
        String padding = "# " + "x".repeat(4_000_000) + "\n";

        assertThat(read(padding + NODE).nodes()).hasSize(1);
    }

    // ---- what is completed

    @Test
    void completesWhatTheFileLeavesOut() {
        Dump dump = read(NODE + "{apiVersion: v1, kind: Pod, metadata: {name: web}}");

        Pod pod = dump.pods().getFirst().pod();
        assertThat(pod.id().namespace()).isEqualTo("default");
        assertThat(pod.id().uid()).isEqualTo("default/web");
        assertThat(pod.version()).isEqualTo(1);
        assertThat(dump.nodes().getFirst().node().version()).isEqualTo(1);
        assertThat(dump.version()).isEqualTo(1);
        assertThat(dump.pods().getFirst().schedulerName()).isEqualTo("default-scheduler");
    }

    @Test
    void givesObjectsWithoutAVersionTheNewest() {
        Dump dump = read(NODE + """
                {apiVersion: v1, kind: Pod, metadata: {name: web, resourceVersion: "812"}}
                ---
                {apiVersion: v1, kind: Pod, metadata: {name: db, resourceVersion: opaque}}
                """);

        assertThat(dump.pods()).extracting(pod -> pod.pod().version()).containsExactly(812L, 812L);
        assertThat(dump.nodes().getFirst().node().version()).isEqualTo(812);
    }

    @Test
    void takesCapacityIfAllocatableIsMissing() {
        Dump dump = read("{apiVersion: v1, kind: Node, metadata: {name: a}, status: {capacity: {cpu: 2, pods: 7}}}");

        assertThat(dump.nodes().getFirst().node().allocatable()).isEqualTo(new Resources(2_000, 0, 7));
    }

    // ---- errors

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            just a text                                           | dump, document 2: expected a Kubernetes object, found string
            {kind: Pod, metadata: {name: web}}                    | dump, document 2: expected a Kubernetes object with apiVersion and kind
            {apiVersion: v1, kind: Pod}                           | dump, document 2: Pod: expected metadata.name
            {apiVersion: v1, kind: Pod, metadata: {}}             | dump, document 2: Pod: expected metadata.name
            {apiVersion: v1, kind: List, items: {a: b}}           | dump, document 2: items: expected a list
            {apiVersion: v1, kind: List, items: [3]}              | dump, document 2, item 1: expected a Kubernetes object, found number
            {apiVersion: v1, kind: List, items: [{kind: Pod}]}    | dump, document 2, item 1: expected a Kubernetes object with apiVersion and kind
            {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: {name: web}}} | dump, document 2: Pod web: spec.containers: expected a list
            {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {priority: high}} | dump, document 2: Pod web: spec.priority: expected a whole number
            {apiVersion: v1, kind: Pod, metadata: {name: web, labels: [a]}} | dump, document 2: Pod web: metadata.labels: expected a map
            {apiVersion: v1, kind: Node, metadata: {name: a}}     | dump, document 2: Node a is there twice, first in dump, document 1
            """)
    void namesWhatIsWrongAndWhere(String document, String message) {
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> read(NODE + document))
                .withMessage(message)
                .withNoCause();
    }

    @Test
    void refusesAMalformedQuantity() {
        assertError(NODE + """
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec: {containers: [{name: web, resources: {requests: {cpu: much}}}]}
                """, "dump, document 2: Pod default/web: expected quantities such as 500m, 2 or 64Mi");
    }

    @Test
    void refusesBrokenYaml() {
        assertError(
                NODE + "apiVersion: v1\nkind: [Pod\nmetadata: x",
                "dump, document 2: expected YAML; expected ',' or ']', but got ");
    }

    @Test
    void refusesBrokenJson() {
        assertError("{\"apiVersion\": \"v1\",\n \"kind\": Pod}", "dump, document 1: expected JSON; ");
    }

    @Test
    void refusesADumpWithoutNodes() {
        assertError("", "dump: no Node in it; expected nodes, pods and Services, as of kubectl get");
        assertError("{apiVersion: v1, kind: Pod, metadata: {name: web}}", "dump: no Node in it; ");
    }

    private static void assertError(String content, String beginning) {
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> read(content))
                .withMessageStartingWith(beginning)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("Exception"));
    }

    private static Dump read(String content) {
        return Dump.parse("dump", content.getBytes(StandardCharsets.UTF_8));
    }
}
