package dev.evenkeel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** Every run of the tests draws the same; each round of fuzzing draws others. */
class PropertySeedsTest {
    private static final List<Long> DRAWN = new ArrayList<>();

    /** Fails at its end, so that jqwik would try what failed first of all the next time. */
    static final class Failing {
        @Property(tries = 50, shrinking = ShrinkingMode.OFF)
        void draws(@ForAll long number) {
            DRAWN.add(number);
            assertThat(DRAWN.size()).isLessThan(50);
        }
    }

    @TempDir
    Path temporary;

    @Test
    void drawsTheSameInEachRun() {
        List<Long> first = drawn(0);

        assertThat(drawn(0)).isEqualTo(first);
        assertThat(drawn(7)).isNotEqualTo(first).isEqualTo(drawn(7));
    }

    @Test
    void drawsOthersForEachPropertyAndRound() {
        assertThat(List.of(
                        PropertySeeds.seed("a", 0),
                        PropertySeeds.seed("b", 0),
                        PropertySeeds.seed("a", 1),
                        PropertySeeds.seed("b", 1)))
                .doesNotHaveDuplicates();
    }

    /** What a run draws until it fails. */
    private List<Long> drawn(long round) {
        DRAWN.clear();
        new PropertyRun(temporary.resolve("jqwik-database"))
                .run(round, List.of(DiscoverySelectors.selectClass(Failing.class)));
        assertThat(DRAWN).hasSizeGreaterThanOrEqualTo(50);
        return List.copyOf(DRAWN.subList(0, 50));
    }
}
