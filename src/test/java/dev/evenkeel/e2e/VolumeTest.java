package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Volumes that are made where their pod is to run, by a provisioner that takes its time, under the real control plane. */
@Tag("e2e")
class VolumeTest {
    /** Longer than any offer stands by itself. */
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(13);

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withEvenkeel();

    private static final Workload WEB = Workload.named("web").onEvenkeel().spread("required");

    private final LiveCluster cluster = e2e.cluster();

    @Test
    void theNodeWhereAVolumeIsBeingMadeIsKeptForItsPod() {
        cluster.addNodes(1);
        var namespace = cluster.namespace("volumes");
        cluster.apply(new StorageClassBuilder()
                .withNewMetadata()
                .withName("slow")
                .endMetadata()
                .withProvisioner("example.com/slow")
                .withVolumeBindingMode("WaitForFirstConsumer")
                .build());
        cluster.create(namespace, claim("data"));
        cluster.create(namespace, mounting("data").pod("with-volume"));
        LiveCluster.await("a node for the volume")
                .untilAsserted(() -> assertThat(selectedNode(namespace, "data")).isEqualTo("node-1"));

        cluster.create(namespace, WEB.pod("sibling"));
        LiveCluster.await("the sibling to wait")
                .atMost(LONGER_THAN_A_LEASE.multipliedBy(3))
                .during(LONGER_THAN_A_LEASE)
                .untilAsserted(() -> assertThat(cluster.boundPods(namespace)).isEmpty());
        // From 1.35 on kube-scheduler nominates the pod before it waits for volumes; until then its claim says where
        // they are made.
        cluster.awaitWaiting(namespace, "sibling", "set aside for a pod that is nominated there");

        cluster.client().pods().inNamespace(namespace).withName("with-volume").delete();
        cluster.awaitBound(namespace, 1);
        assertThat(cluster.boundPods(namespace))
                .extracting(Pod::getMetadata)
                .extracting("name")
                .containsExactly("sibling");
    }

    private static PersistentVolumeClaim claim(String name) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName("slow")
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build();
    }

    private static Workload mounting(String claim) {
        return WEB.with(spec -> spec.addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim()
                .withClaimName(claim)
                .endPersistentVolumeClaim()
                .endVolume());
    }

    private String selectedNode(String namespace, String claim) {
        return cluster.client()
                .persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(claim)
                .get()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("volume.kubernetes.io/selected-node", "none");
    }
}
