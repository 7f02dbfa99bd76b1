package dev.evenkeel.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.traffic.Service;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestConverterTest {
    private static final String NODE = "{apiVersion: v1, kind: Node, metadata: {name: a}}\n---\n";

    @Test
    void readsTaintsThatKeepPodsAway() {
        Dump dump = read("""
                apiVersion: v1
                kind: Node
                metadata: {name: a}
                spec:
                  taints:
                    - {key: gpu, value: "yes", effect: NoSchedule}
                    - {key: old, effect: NoExecute}
                    - {key: tired, effect: PreferNoSchedule}
                """);

        assertThat(dump.nodes().getFirst().taints())
                .containsExactly(new Taint("gpu", "yes", "NoSchedule"), new Taint("old", "", "NoExecute"));
    }

    @Test
    void readsWhatAPodRequiresOfItsNode() {
        NodeRequirements nodes = readPod("""
                spec:
                  nodeSelector: {pool: edge}
                  tolerations:
                    - {key: gpu, operator: Exists, effect: NoSchedule}
                    - {key: old, value: "yes"}
                  affinity:
                    nodeAffinity:
                      requiredDuringSchedulingIgnoredDuringExecution:
                        nodeSelectorTerms:
                          - matchExpressions:
                              - {key: disk, operator: In, values: [ssd, nvme]}
                              - {key: spot, operator: DoesNotExist}
                          - matchExpressions:
                              - {key: disk, operator: Exists}
                              - {key: arch, operator: NotIn, values: [arm64]}
                              - {key: cores, operator: Gt, values: ["4"]}
                """).nodes();

        assertThat(nodes)
                .isEqualTo(new NodeRequirements(
                        Labels.of("pool", "edge"),
                        List.of(
                                new Selector(List.of(
                                        new Selector.In("disk", List.of("ssd", "nvme")),
                                        new Selector.DoesNotExist("spot"))),
                                new Selector(List.of(
                                        new Selector.Exists("disk"), new Selector.NotIn("arch", List.of("arm64"))))),
                        List.of(
                                new Toleration("gpu", true, "", "NoSchedule"),
                                new Toleration("old", false, "yes", ""))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                | true
            {status: {phase: Running}}                                        | true
            {status: {phase: Pending}}                                        | false
            {status: {phase: Running, conditions: [{type: Ready, status: "True"}]}}  | true
            {status: {phase: Running, conditions: [{type: Ready, status: "False"}]}} | false
            """)
    void readsReadinessFromTheCondition(String status, boolean ready) {
        assertThat(readPod(status.substring(1, status.length() - 1)).pod().ready())
                .isEqualTo(ready);
    }

    @Test
    void convertsServices() {
        Dump dump = read(NODE + """
                apiVersion: v1
                kind: Service
                metadata:
                  name: web
                  resourceVersion: "7"
                  annotations: {evenkeel.dev/traffic-model: zone-node}
                spec:
                  type: LoadBalancer
                  loadBalancerClass: service.k8s.aws/nlb
                  externalTrafficPolicy: Local
                  publishNotReadyAddresses: true
                  selector: {app: web}
                ---
                {apiVersion: v1, kind: Service, metadata: {namespace: shop, name: db}}
                """);

        assertThat(dump.services())
                .containsExactly(
                        new Service(
                                "default",
                                "web",
                                7,
                                Labels.of("evenkeel.dev/traffic-model", "zone-node"),
                                Labels.of("app", "web"),
                                Service.Exposure.LOAD_BALANCER,
                                true,
                                Optional.of("service.k8s.aws/nlb"),
                                true),
                        new Service(
                                "shop",
                                "db",
                                // Objects without a version have that of the newest.
                                7,
                                Labels.NONE,
                                Labels.NONE,
                                Service.Exposure.NONE,
                                false,
                                Optional.empty(),
                                false));
    }

    @Test
    void refusesWhatCannotBeRead() {
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> Dump.load(Path.of("no-such-dump.json")))
                .withMessageStartingWith("no-such-dump.json: cannot be read, ");
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> read(NODE + "just a text"))
                .withMessage("dump, document 2: expected a Kubernetes object, found string");
    }

    private static PodObject readPod(String rest) {
        String indented = rest.isBlank() ? "" : rest;
        return read(NODE + "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n" + indented)
                .pods()
                .getFirst();
    }

    private static Dump read(String content) {
        return Dump.parse("dump", content.getBytes(StandardCharsets.UTF_8));
    }
}
