package dev.evenkeel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoresTest {
    @Test
    void aNodeThatWasNoCandidateScoresWorst() {
        assertThat(Scores.of(Map.of(1, 10)).of(1)).isEqualTo(Scores.BEST);
        assertThat(Scores.of(Map.of(1, 10)).of(2)).isEqualTo(Scores.WORST);
        assertThat(Scores.none().of(1)).isEqualTo(Scores.WORST);
    }

    @Test
    void stayWithinTheRangeOfAnExtender() {
        assertThatThrownBy(() -> Scores.of(Map.of(1, 11))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Scores.of(Map.of(1, -1))).isInstanceOf(IllegalArgumentException.class);
    }
}
