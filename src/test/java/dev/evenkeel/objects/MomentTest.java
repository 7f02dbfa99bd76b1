package dev.evenkeel.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.api.PlacementSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MomentTest {
    @Test
    void isOrderedByTime() {
        Moment start = new Moment(-5);

        assertThat(start.isBefore(start.plus(Duration.ofNanos(1)))).isTrue();
        assertThat(start.isBefore(start)).isFalse();
        assertThat(start.plus(Duration.ofSeconds(3)).since(start)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void staysOrderedWhenTheCounterWraps() {
        Moment before = new Moment(Long.MAX_VALUE - 1);
        Moment after = before.plus(Duration.ofSeconds(1));

        assertThat(after.nanos()).isNegative();
        assertThat(before.isBefore(after)).isTrue();
        assertThat(after.isBefore(before)).isFalse();
        assertThat(after.since(before)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void settingsTakeOnlyTimesThatPass() {
        assertThat(PlacementSettings.DEFAULTS.settleAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(PlacementSettings.DEFAULTS.terminatingPatience()).isEqualTo(Duration.ofSeconds(40));
        assertThat(PlacementSettings.DEFAULTS.unseenLife()).isEqualTo(Duration.ofMinutes(10));
        assertThatThrownBy(
                        () -> new PlacementSettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1), true))
                .hasMessageContaining("settleAfter");
        assertThatThrownBy(() -> new PlacementSettings(
                        Duration.ofSeconds(1), Duration.ofSeconds(-1), Duration.ofSeconds(1), true))
                .hasMessageContaining("unseenLife");
        assertThatThrownBy(() -> PlacementSettings.DEFAULTS.waiting(Duration.ZERO))
                .hasMessageContaining("terminatingPatience");
    }
}
