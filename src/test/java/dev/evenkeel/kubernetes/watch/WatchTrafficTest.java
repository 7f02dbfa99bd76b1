package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedObjects.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services and workloads are reported as they come, change and go, and the start does not wait for them. */
class WatchTrafficTest {
    private final WatchRig rig = new WatchRig();
    private final WatchedCluster cluster = rig.cluster();

    @BeforeEach
    void oneNode() {
        rig.nodes().thenList(9, node("a", 1));
        rig.pods().thenList(9);
        rig.start();
        cluster.awaitSynced();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static Service service(long version) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withResourceVersion(Long.toString(version))
                .endMetadata()
                .build();
    }

    private static HasMetadata identified(HasMetadata workload, String uid, long version) {
        workload.getMetadata().setNamespace("shop");
        workload.getMetadata().setName(uid);
        workload.getMetadata().setUid(uid);
        workload.getMetadata().setResourceVersion(Long.toString(version));
        return workload;
    }

    private static HasMetadata replicaSet(String uid, long version, int pods) {
        return identified(
                new ReplicaSetBuilder()
                        .withNewMetadata()
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(pods)
                        .endSpec()
                        .build(),
                uid,
                version);
    }

    @Test
    void reportsServices() {
        rig.services().thenList(10, service(4));
        cluster.awaitReported("service shop/web@4");
        WatchStream watch = rig.services().awaitWatch();

        watch.modified(service(11));
        cluster.awaitReported("service shop/web@11");
        watch.deleted(service(12));
        cluster.awaitReported("service shop/web gone");
    }

    @Test
    void reportsWorkloadsOfEachKind() {
        rig.server().replicaSets().thenList(10, replicaSet("set", 4, 3));
        rig.server()
                .statefulSets()
                .thenList(
                        10,
                        identified(
                                new StatefulSetBuilder()
                                        .withNewMetadata()
                                        .endMetadata()
                                        .build(),
                                "db",
                                5));
        rig.server()
                .controllers()
                .thenList(
                        10,
                        identified(
                                new ReplicationControllerBuilder()
                                        .withNewMetadata()
                                        .endMetadata()
                                        .build(),
                                "old",
                                6));
        cluster.awaitReported("workload set of 3@4");
        cluster.awaitReported("workload db of 1@5");
        cluster.awaitReported("workload old of 1@6");
        WatchStream watch = rig.server().replicaSets().awaitWatch();

        watch.modified(replicaSet("set", 11, 7));
        cluster.awaitReported("workload set of 7@11");
        watch.deleted(replicaSet("set", 12, 7));
        cluster.awaitReported("workload set gone");
    }
}
