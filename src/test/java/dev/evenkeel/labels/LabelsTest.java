package dev.evenkeel.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void isEmptyWithoutLabels() {
        assertThat(Labels.of(Map.of())).isSameAs(Labels.NONE);
        assertThat(Labels.NONE.isEmpty()).isTrue();
        assertThat(Labels.NONE.size()).isZero();
        assertThat(Labels.NONE).hasToString("");
    }

    @Test
    void equalsTheSameLabelsInAnotherOrder() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("tier", "front");
        map.put("app", "web");

        assertThat(Labels.of(map))
                .isEqualTo(Labels.of(Map.of("app", "web", "tier", "front")))
                .hasSameHashCodeAs(Labels.of(Map.of("app", "web", "tier", "front")))
                .hasToString("app=web,tier=front");
    }

    @Test
    void distinguishesKeysFromValues() {
        assertThat(Labels.of("app", "web")).isNotEqualTo(Labels.of("web", "app"));
        assertThat(Labels.of("app", "web")).isNotEqualTo(Labels.of("app", "db"));
    }

    @Test
    void ignoresLaterChangesOfTheMap() {
        Map<String, String> map = new LinkedHashMap<>(Map.of("app", "web"));
        Labels labels = Labels.of(map);
        map.put("app", "db");

        assertThat(labels.get("app")).contains("web");
    }

    @Test
    void keepsTheKeysThatMatch() {
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

    /** A pod may have a hundred thousand labels; a linear search for each of them takes a minute. */
    @Test
    @Timeout(20)
    void findsEachOfVeryManyByItsKey() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < 100_000; i++) {
            map.put("k" + i, "v" + i);
        }
        Labels labels = Labels.of(map);

        map.forEach((key, value) -> assertThat(labels.has(key, value)).isTrue());
        assertThat(labels.has("k")).isFalse();
        assertThat(labels.has("k50000-")).isFalse();
        assertThat(labels.has("z")).isFalse();
        assertThat(Selector.of(labels).matches(labels)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 40})
    void findsOneOfAnyNumber(int size) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put("k" + i, "v" + i);
        }
        Labels labels = Labels.of(map);

        map.forEach((key, value) -> assertThat(labels.get(key)).contains(value));
        assertThat(List.of("", "k", "k-", "k" + size, "z")).noneMatch(labels::has);
    }

    @Test
    void equalsByKeysAloneWhateverTheValues() {
        assertThat(Labels.of(Map.of("a", "1", "b", "2")).keys())
                .isEqualTo(Labels.of(Map.of("a", "", "b", "")))
                .isNotEqualTo(Labels.of("a", "1").keys());
    }
}
