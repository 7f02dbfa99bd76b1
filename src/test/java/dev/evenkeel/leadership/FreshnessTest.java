package dev.evenkeel.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.objects.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private final Freshness freshness = new Freshness();

    @Test
    void reachesAMomentOnceItsVersionIsReported() {
        freshness.note(at(1), 100);
        assertThat(freshness.reported(99)).isEmpty();
        assertThat(freshness.oldest()).contains(at(1));
        assertThat(freshness.reported(100)).contains(at(1));
        assertThat(freshness.reported(101)).isEmpty();
        assertThat(freshness.oldest()).isEmpty();
    }

    @Test
    void returnsTheLatestMomentReached() {
        freshness.note(at(1), 100);
        freshness.note(at(3), 100);
        freshness.note(at(5), 120);
        freshness.note(at(7), 130);
        assertThat(freshness.reported(125)).contains(at(5));
        assertThat(freshness.oldest()).contains(at(7));
    }

    @Test
    void keepsABoundedNumberOfMoments() {
        for (int i = 0; i <= Freshness.MOST; i++) {
            freshness.note(at(i), 100 + i);
        }
        assertThat(freshness.oldest()).contains(at(1));
        assertThat(freshness.reported(100)).isEmpty();
        assertThat(freshness.reported(1_000)).contains(at(Freshness.MOST));
    }

    private static Moment at(long second) {
        return new Moment(Long.MAX_VALUE).plus(Duration.ofSeconds(second));
    }
}
