package dev.evenkeel.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void findsAValueByItsKey() {
        Labels labels = Labels.of(Map.of("app", "web", "tier", ""));

        assertThat(labels.get("app")).contains("web");
        assertThat(labels.get("tier")).contains("");
        assertThat(labels.get("web")).isEmpty();
        assertThat(labels.has("tier")).isTrue();
        assertThat(labels.has("web")).isFalse();
        assertThat(labels.has("app", "web")).isTrue();
        assertThat(labels.has("app", "db")).isFalse();
        assertThat(labels.has("web", "app")).isFalse();
        assertThat(labels.size()).isEqualTo(2);
    }

    @Test
    void noLabelsAreEmpty() {
        assertThat(Labels.of(Map.of())).isSameAs(Labels.NONE);
        assertThat(Labels.NONE.isEmpty()).isTrue();
        assertThat(Labels.NONE.size()).isZero();
        assertThat(Labels.NONE).hasToString("");
    }

    @Test
    void orderOfWritingDoesNotMatter() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("tier", "front");
        map.put("app", "web");

        assertThat(Labels.of(map))
                .isEqualTo(Labels.of(Map.of("app", "web", "tier", "front")))
                .hasSameHashCodeAs(Labels.of(Map.of("app", "web", "tier", "front")))
                .hasToString("app=web,tier=front");
    }

    @Test
    void keysAndValuesAreNotMixedUp() {
        assertThat(Labels.of("app", "web")).isNotEqualTo(Labels.of("web", "app"));
        assertThat(Labels.of("app", "web")).isNotEqualTo(Labels.of("app", "db"));
    }

    @Test
    void doesNotFollowTheMapThatItWasMadeOf() {
        Map<String, String> map = new LinkedHashMap<>(Map.of("app", "web"));
        Labels labels = Labels.of(map);
        map.put("app", "db");

        assertThat(labels.get("app")).contains("web");
    }

    @Test
    void onlyKeepsTheKeysThatPass() {
        Labels labels = Labels.of(Map.of("app", "web", "tier", "front"));

        assertThat(labels.only(key -> key.equals("app"))).isEqualTo(Labels.of("app", "web"));
        assertThat(labels.only(key -> true)).isSameAs(labels);
        assertThat(labels.only(key -> false)).isEqualTo(Labels.NONE);
    }

    @Test
    void goesThroughItsKeysInOrder() {
        List<String> seen = new ArrayList<>();
        Labels.of(Map.of("c", "3", "a", "1", "b", "2")).forEach((key, value) -> seen.add(key + value));

        assertThat(seen).containsExactly("a1", "b2", "c3");
    }
}
