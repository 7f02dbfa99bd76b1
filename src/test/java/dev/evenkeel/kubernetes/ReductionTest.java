package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Resources;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes and pods as kubectl shows them, reduced. */
class ReductionTest {
    @Test
    void aPodKeepsWhatPlacementNeeds() {
        Pod pod = pod("""
                metadata:
                  {namespace: shop, name: web-1, uid: u1, resourceVersion: "42", labels: {app: web},
                   annotations: {evenkeel.dev/spread: required, example.com/other: x}}
                spec: {nodeName: node-1, schedulerName: volcano, containers: [{name: main, resources: {requests: {cpu: 100m, memory: 1Ki}}}]}
                status: {phase: Running}""");

        assertThat(pod.id()).hasToString("shop/web-1");
        assertThat(pod.id().uid()).isEqualTo("u1");
        assertThat(pod.version()).isEqualTo(42);
        assertThat(pod.labels()).hasToString("app=web");
        assertThat(pod.settings()).hasToString("evenkeel.dev/spread=required");
        assertThat(pod.node()).contains("node-1");
        assertThat(pod.phase()).isEqualTo(Pod.Phase.LIVE);
        assertThat(pod.scheduling().scheduler()).isEqualTo("volcano");
        assertThat(pod.requests()).isEqualTo(new Resources(100, 1024, 1));
    }

    @Test
    void aPodMayLackEverythingButItsIdentity() {
        Pod pod = pod("metadata: {namespace: shop, name: web-1, uid: u1}");

        assertThat(pod.version()).isZero();
        assertThat(pod.labels().isEmpty()).isTrue();
        assertThat(pod.node()).isEmpty();
        assertThat(pod.scheduling().scheduler()).isEqualTo("default-scheduler");
        assertThat(pod.requests()).isEqualTo(Resources.NONE);
    }

    @Test
    void annotationsThatNobodyReadsAreNotKept() {
        Pod pod = pod("""
                metadata:
                  namespace: n
                  name: p
                  uid: u
                  annotations: {evenkeel.dev/whatever: %s, controller.kubernetes.io/pod-deletion-cost: "1"}""".formatted("x".repeat(200_000)));

        assertThat(pod.settings()).hasToString("controller.kubernetes.io/pod-deletion-cost=1");
    }

    /** Nobody checks what a tenant calls the owner of its pod. */
    @ParameterizedTest
    @CsvSource({
        "apps/v1,DaemonSet,true",
        "v1,Node,true",
        "apps/v1,ReplicaSet,false",
        "example.com/v1,DaemonSet,false",
        "example.com/v1,Node,false",
    })
    void onlyKubernetesOwnDaemonSetsHavePodsThatBelongToTheirNode(String version, String kind, boolean belongs) {
        Pod pod = pod("""
                metadata:
                  namespace: n
                  name: p
                  uid: u
                  ownerReferences: [{apiVersion: %s, kind: %s, name: o, uid: o, controller: true}]""".formatted(version, kind));

        assertThat(pod.belongsToNode()).isEqualTo(belongs);
    }

    @ParameterizedTest
    @CsvSource({"2000001000,2000001000", "-5,-5", "null,0"})
    void howItsSchedulingStandsIsKept(String priority, int kept) {
        Pod pod = pod("""
                metadata: {namespace: n, name: p, uid: u}
                spec: {priority: %s, schedulingGates: [{name: g}], schedulingGroup: {podGroupName: g}}
                status: {nominatedNodeName: a}""".formatted(priority));

        assertThat(pod.scheduling())
                .isEqualTo(new Pod.Scheduling(true, true, Optional.of("a"), Pod.Scheduling.DEFAULT_SCHEDULER, kept));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{name: p, uid: u}", "{namespace: n, uid: u}", "{namespace: n, name: p}"})
    void aPodWithoutIdentityIsNone(String metadata) {
        assertThatIllegalArgumentException().isThrownBy(() -> pod("metadata: " + metadata));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "Pending,   -,                    LIVE",
                "Running,   -,                    LIVE",
                "Unknown,   -,                    LIVE",
                "Running,   2026-01-01T00:00:00Z, TERMINATING",
                "Succeeded, -,                    FINISHED",
                "Failed,    2026-01-01T00:00:00Z, FINISHED",
            })
    void aPodHoldsItsPlaceUntilItIsFinished(String phase, String deleted, Pod.Phase expected) {
        Pod pod = pod("{metadata: {namespace: n, name: p, uid: u, deletionTimestamp: %s}, status: {phase: %s}}"
                .formatted(deleted == null ? "null" : "'" + deleted + "'", phase));

        assertThat(pod.phase()).isEqualTo(expected);
    }

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
    void aNodeThatSaysNothingOfItselfIsTakenForReady() {
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

    static Pod pod(String yaml) {
        return Reduction.pod(Serialization.unmarshal("---\n" + yaml, io.fabric8.kubernetes.api.model.Pod.class));
    }

    private static Node node(String yaml) {
        return Reduction.node(Serialization.unmarshal("---\n" + yaml, io.fabric8.kubernetes.api.model.Node.class));
    }
}
