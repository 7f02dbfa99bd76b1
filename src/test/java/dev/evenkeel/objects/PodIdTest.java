package dev.evenkeel.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.labels.Labels;
import org.junit.jupiter.api.Test;

class PodIdTest {
    @Test
    void readsAsNamespaceAndName() {
        assertThat(new PodId("shop", "web-1", "u")).hasToString("shop/web-1");
    }

    @Test
    void podsOfOneNameAndTwoUidsAreTwo() {
        assertThat(new PodId("shop", "web-1", "u")).isNotEqualTo(new PodId("shop", "web-1", "v"));
    }

    @Test
    void needsAllThree() {
        assertThatThrownBy(() -> new PodId("", "n", "u")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PodId("s", "", "u")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PodId("s", "n", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNodeNeedsAName() {
        assertThatThrownBy(() -> new Node("", 1, Labels.NONE, true, false, Resources.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
