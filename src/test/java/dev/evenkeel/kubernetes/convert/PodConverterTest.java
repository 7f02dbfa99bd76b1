package dev.evenkeel.kubernetes.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.Resources;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods as kubectl shows them. */
class PodConverterTest {
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
    void dropsAnnotationsThatAreNotRead() {
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
    void keepsTheStateOfScheduling(String priority, int kept) {
        Pod pod = pod("""
                metadata: {namespace: n, name: p, uid: u}
                spec: {priority: %s, schedulingGates: [{name: g}], schedulingGroup: {podGroupName: g}}
                status: {nominatedNodeName: a}""".formatted(priority));

        assertThat(pod.scheduling())
                .isEqualTo(new Pod.Scheduling(true, true, Optional.of("a"), Pod.Scheduling.DEFAULT_SCHEDULER, kept));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{name: p, uid: u}", "{namespace: n, uid: u}", "{namespace: n, name: p}"})
    void refusesAPodWithoutIdentity(String metadata) {
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

    static Pod pod(String yaml) {
        return PodConverter.pod(Serialization.unmarshal("---\n" + yaml, io.fabric8.kubernetes.api.model.Pod.class));
    }
}
