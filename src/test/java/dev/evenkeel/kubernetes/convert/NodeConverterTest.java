package dev.evenkeel.kubernetes.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes as kubectl shows them. */
class NodeConverterTest {
    @Test
    void aNodeKeepsWhatPlacementNeeds() {
        Node node = node("""
                metadata: {name: node-1, resourceVersion: "7", labels: {kubernetes.io/hostname: node-1}}
                spec: {unschedulable: true}
                status:
                  allocatable: {cpu: "3.5", memory: 2Gi, pods: "110", example.com/gpu: 4}
                  conditions: [{type: MemoryPressure, status: "False"}, {type: Ready, status: "True"}]""");

        assertThat(node.name()).isEqualTo("node-1");
        assertThat(node.version()).isEqualTo(7);
        assertThat(node.labels()).hasToString("kubernetes.io/hostname=node-1");
        assertThat(node.ready()).isTrue();
        assertThat(node.unschedulable()).isTrue();
        assertThat(node.allocatable()).isEqualTo(new Resources(3_500, 2L << 30, 110));
    }

    @ParameterizedTest
    @CsvSource({"True,true", "False,false", "Unknown,false"})
    void onlyReadyIsReady(String status, boolean ready) {
        assertThat(node("{metadata: {name: a}, status: {conditions: [{type: Ready, status: '" + status + "'}]}}")
                        .ready())
                .isEqualTo(ready);
    }

    @Test
    void aNodeWithoutConditionsIsReady() {
        Node node = node("{metadata: {name: a}}");

        assertThat(node.ready()).isTrue();
        assertThat(node.unschedulable()).isFalse();
        assertThat(node.allocatable()).isEqualTo(Resources.NONE);
    }

    /** As k8s.io/apimachinery's resource.Quantity gives MilliValue and Value: rounded up. */
    @ParameterizedTest
    @CsvSource({
        "1, 1000, 1",
        "1n, 1, 1",
        "1500u, 2, 1",
        "0.1, 100, 1",
        "1001m, 1001, 2",
        "1k, 1000000, 1000",
        "1Ki, 1024000, 1024",
        "12e6, 12000000000, 12000000",
        "0, 0, 0",
        "-1, 0, 0",
    })
    void quantitiesAreRoundedUp(String quantity, long milli, long whole) {
        Node node = node("{metadata: {name: a}, status: {allocatable: {cpu: '%s', memory: '%s'}}}"
                .formatted(quantity, quantity));

        assertThat(node.allocatable()).isEqualTo(new Resources(milli, whole, 0));
    }

    @Test
    void hugeQuantitiesDoNotOverflow() {
        Node node = node("{metadata: {name: a}, status: {allocatable: {cpu: 100E, memory: 1000E}}}");

        assertThat(node.allocatable().milliCpu()).isPositive();
        assertThat(node.allocatable().plus(node.allocatable()).memoryBytes()).isPositive();
    }

    private static Node node(String yaml) {
        return NodeConverter.node(Serialization.unmarshal("---\n" + yaml, io.fabric8.kubernetes.api.model.Node.class));
    }
}
