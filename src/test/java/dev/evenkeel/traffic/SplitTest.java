package dev.evenkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
    /** Nodes a, b, c, d in zones 0, 0, 1, 1 with 1, 2, 1 and no pods. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            node-even   | 0.3333 | 0.1667 | 0.3333 | 1.3333
            zone-node   | 0.25   | 0.125  | 0.5    | 2
            zone-pod    | 0.1667 | 0.1667 | 0.5    | 2
            pod-even    | 0.25   | 0.25   | 0.25   | 1
            single-node | 1      | 0      | 0      | 4
            """)
    void splitsByTheFormulaOfTheModel(String model, double a, double b, double c, double imbalance) {
        Split split = split(model, new int[] {0, 0, 1, 1}, 1, 2, 1, 0);

        assertThat(split.ofPodOn(0)).isEqualTo(a, within(1e-4));
        assertThat(split.ofPodOn(1)).isEqualTo(b, within(1e-4));
        assertThat(split.ofPodOn(2)).isEqualTo(c, within(1e-4));
        assertThat(split.ofPodOn(3)).isZero();
        assertThat(split.imbalance()).isEqualTo(imbalance, within(1e-4));
        assertThat(split.servingNodes()).isEqualTo(3);
        assertThat(split.servingZones()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"zone-node", "zone-pod"})
    void givesNothingToANodeOutsideOfAllZonesIfZonesMatter(String model) {
        Split split = split(model, new int[] {Site.NO_ZONE, 0}, 3, 1);

        assertThat(split.ofPodOn(0)).isZero();
        assertThat(split.ofPodOn(1)).isEqualTo(1);
        assertThat(split.imbalance()).isEqualTo(4);
    }

    @Test
    void assumesThatTheNodeWithTheFewestPodsAnnounces() {
        Split split = split("single-node", new int[] {0, 0, 0}, 3, 2, 0);

        assertThat(split.ofPodOn(0)).isZero();
        assertThat(split.ofPodOn(1)).isEqualTo(0.5);
    }

    @Test
    void isEmptyIfNothingServes() {
        for (String model : TrafficModel.WORDS) {
            assertThat(split(model, new int[] {0, 1}, 0, 0).imbalance())
                    .as(model)
                    .isZero();
            assertThat(split(model, new int[0]).imbalance()).as(model).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "node-even, node-even",
        "zone-node, zone-node",
        "'zone-node  example.com/rack ', zone-node example.com/rack",
        "zone-pod topology.kubernetes.io/zone, zone-pod",
        "pod-even, pod-even",
        "single-node, single-node"
    })
    void namesModelsByWords(String value, String word) {
        assertThat(TrafficModel.of(value)).map(TrafficModel::word).contains(word);
        assertThat(TrafficModel.of(word)).isEqualTo(TrafficModel.of(value));
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "even",
        "Node-Even",
        "node-even rack",
        "zone-node a b",
        "zone-node -a",
        "zone-pod a/b/c",
        "zone-node \u001b[31m"
    })
    void refusesOtherWords(String value) {
        assertThat(TrafficModel.of(value)).isEmpty();
    }

    private static Split split(String model, int[] zones, int... pods) {
        return Split.of(TrafficModel.of(model).orElseThrow(), zones, pods);
    }

    @Test
    void listsAllModels() {
        List<Class<?>> models = Arrays.asList(TrafficModel.class.getPermittedSubclasses());

        assertThat(TrafficModel.WORDS).hasSameSizeAs(models);
        assertThat(TrafficModel.WORDS)
                .map(word -> TrafficModel.of(word).orElseThrow().getClass())
                .isEqualTo(models);
    }
}
