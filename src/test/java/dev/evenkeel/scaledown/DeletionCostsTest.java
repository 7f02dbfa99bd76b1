package dev.evenkeel.scaledown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.DeletionCost;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which costs pods get for an order of deletion, and who wrote a cost. */
class DeletionCostsTest {
    /**
     * Left the costs that pods have, in the order in which they should be deleted; right the costs that they should
     * have.
     */
    @ParameterizedTest
    @CsvSource({
        // Half of them get one, with room for more above.
        "- - - -, -400 -300 - -",
        "-, -100",
        "- -, -200 -",
        "- - -, -300 -200 -",
        // The first have been deleted, the next get one.
        "-300 - - -, -300 -200 - -",
        // One is new at the beginning, in between, or at the end.
        "- -400 -300 - -, -500 -400 -300 - -",
        "-400 - -300 - -, -400 -350 -300 - -",
        "-400 -300 - - -, -400 -300 -200 - -",
        // As many as can be are kept.
        "-300 -400 -200 -100 -, -300 -250 -200 -100 -",
        "-100 -400 -300 -200 - -, -500 -400 -300 -200 - -",
        // Costs beyond the half are kept where they fit, and otherwise removed.
        "-400 -300 -200 -100, -400 -300 -200 -100",
        "-400 -300 -500 -, -400 -300 - -",
        "-400 -300 - -100, -400 -300 - -",
        // No room is left between two.
        "-300 - -299 - -, -500 -400 -300 - -",
        "-2 -1 - - - -, -600 -500 -400 - - -",
        "-2 -1 - -, -2 -1 - -",
        // One would be too low.
        "- -900000000 -3 - -, -500 -400 -300 - -",
    })
    void keepsALongestIncreasingSubsequenceOfCosts(String now, String wanted) {
        assertThat(drawn(DeletionCosts.wanted(read(now)))).isEqualTo(wanted);
    }

    private static int[] read(String drawn) {
        return Stream.of(drawn.split(" ", -1))
                .mapToInt(word -> word.equals("-") ? Integer.MAX_VALUE : Integer.parseInt(word))
                .toArray();
    }

    private static String drawn(int[] costs) {
        return Arrays.stream(costs)
                .mapToObj(cost -> cost == Integer.MAX_VALUE ? "-" : String.valueOf(cost))
                .collect(Collectors.joining(" "));
    }

    @Test
    void recognizesItsOwnCostByTheWrittenOne() {
        assertThat(cost("-", "-")).isEqualTo(new DeletionCost.None());
        assertThat(cost("-100", "-100")).isEqualTo(new DeletionCost.Own(-100));
        assertThat(cost("7", "-")).isEqualTo(new DeletionCost.Foreign(false));
        assertThat(cost("7", "-100")).isEqualTo(new DeletionCost.Foreign(true));
        assertThat(cost("-", "-100")).isEqualTo(new DeletionCost.Foreign(true));
        assertThat(cost("much", "much")).isEqualTo(new DeletionCost.Foreign(true));
    }

    private static DeletionCost cost(String cost, String written) {
        Map<String, String> annotations = Map.of(
                Annotations.DELETION_COST, cost, Annotations.WRITTEN_COST, written, "evenkeel.dev/balance", "on");
        return DeletionCost.of(Labels.of(annotations).only(key -> !"-".equals(annotations.get(key))));
    }
}
