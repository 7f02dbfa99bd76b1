package dev.evenkeel.kubernetes.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.traffic.Workload;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkloadConverterTest {
    private static final String OF_DEPLOYMENT = """
            {"kind": "ReplicaSet", "metadata": {"namespace": "shop", "name": "web-1", "uid": "u", "resourceVersion": "7",
              "annotations": {"deployment.kubernetes.io/revision": "12", "deployment.kubernetes.io/desired-replicas": "5"},
              "ownerReferences": [{"kind": "Deployment", "name": "web", "uid": "d", "controller": true}]},
             "spec": {"replicas": 2, "template": {"metadata": {"labels": {"app": "web"}}}}}
            """;

    private static ReplicaSet replicaSet(String json) {
        return Serialization.unmarshal(json, ReplicaSet.class);
    }

    @Test
    void aRevisionWantsWhatItsDeploymentWants() {
        assertThat(WorkloadConverter.replicaSet(replicaSet(OF_DEPLOYMENT)))
                .isEqualTo(new Workload(
                        "u",
                        "shop",
                        7,
                        Labels.of("app", "web"),
                        5,
                        Optional.of(new Workload.Revision("d", 12)),
                        true,
                        "ReplicaSet web-1"));
    }

    @Test
    void ignoresAReplicaCountThatIsMissingOrNotANumber() {
        assertThat(WorkloadConverter.replicaSet(replicaSet(OF_DEPLOYMENT.replace("\"5\"", "\"five\"")))
                        .pods())
                .isEqualTo(2);
        assertThat(WorkloadConverter.replicaSet(replicaSet(OF_DEPLOYMENT.replace("\"12\"", "\"\"")))
                        .revision())
                .isEmpty();
    }

    @Test
    void aReplicaSetOfItsOwnWantsItsReplicas() {
        Workload own = WorkloadConverter.replicaSet(replicaSet(OF_DEPLOYMENT.replace("\"Deployment\"", "\"Rollout\"")));

        assertThat(own.revision()).isEmpty();
        assertThat(own.pods()).isEqualTo(2);
    }

    @Test
    void statefulSetsAndReplicationControllersWantTheirReplicas() {
        assertThat(WorkloadConverter.statefulSet(Serialization.unmarshal("""
                                {"kind": "StatefulSet", "metadata": {"namespace": "shop", "name": "db", "uid": "s"},
                                 "spec": {"replicas": 3, "template": {"metadata": {"labels": {"app": "db"}}}}}
                                """, StatefulSet.class)))
                .isEqualTo(new Workload(
                        "s", "shop", 0, Labels.of("app", "db"), 3, Optional.empty(), false, "StatefulSet db"));
        assertThat(WorkloadConverter.replicationController(Serialization.unmarshal("""
                                {"kind": "ReplicationController", "metadata": {"namespace": "shop", "name": "x", "uid": "r"}}
                                """, ReplicationController.class)))
                .isEqualTo(new Workload(
                        "r", "shop", 0, Labels.NONE, 1, Optional.empty(), true, "ReplicationController x"));
    }
}
