package dev.evenkeel.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is kept of each object: which it is, and which version of it. */
class KnownIdentitiesTest {
    private final KnownIdentities<Pod> known = new KnownIdentities<>(Pod::new);

    @Test
    void onlyTheIdentityIsKept() {
        Pod pod = pod("web", "u1", "5");

        assertThat(known.put(known.getKey(pod), pod)).isNull();

        Pod kept = Objects.requireNonNull(known.get("shop/web"));
        assertThat(kept.getMetadata().getUid()).isEqualTo("u1");
        assertThat(kept.getMetadata().getResourceVersion()).isEqualTo("5");
        assertThat(kept.getMetadata().getLabels()).isEmpty();
        assertThat(kept.getSpec()).isNull();
    }

    @Test
    void replacingAndRemovingGiveWhatWasThere() {
        known.put("shop/web", pod("web", "u1", "5"));

        assertThat(known.put("shop/web", pod("web", "u1", "6")))
                .extracting(before -> before.getMetadata().getResourceVersion())
                .isEqualTo("5");
        assertThat(known.remove("shop/web"))
                .extracting(before -> before.getMetadata().getResourceVersion())
                .isEqualTo("6");
        assertThat(known.remove("shop/web")).isNull();
        assertThat(known.get("shop/web")).isNull();
        assertThat(known.size()).isZero();
    }

    @Test
    void allThatIsKnownIsListed() {
        known.put("shop/a", pod("a", "u1", "1"));
        known.put("shop/b", pod("b", "u2", "2"));

        assertThat(known.keySet()).containsExactlyInAnyOrder("shop/a", "shop/b");
        assertThat(known.values())
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactlyInAnyOrder("a", "b");
        assertThat(known.size()).isEqualTo(2);
        assertThat(known.isFullState()).isFalse();
    }

    @Test
    void clusterScopedObjectsGoByTheirName() {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName("node-1")
                .endMetadata()
                .build();

        assertThat(new KnownIdentities<>(Node::new).getKey(node)).isEqualTo("node-1");
    }

    private static Pod pod(String name, String uid, String version) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withUid(uid)
                .withResourceVersion(version)
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .endSpec()
                .build();
    }
}
