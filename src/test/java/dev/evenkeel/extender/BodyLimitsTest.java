package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much of all bodies together is held. */
class BodyLimitsTest {
    @Test
    void countsBytesUnderWayAndReleasesThem() {
        BodyLimits limits = new BodyLimits(10, Duration.ofSeconds(1), 25);

        assertThat(limits.enter(10)).isTrue();
        assertThat(limits.enter(10)).isTrue();
        assertThat(limits.enter(10)).isFalse();
        assertThat(limits.enter(5)).isTrue();
        limits.leave(10);
        assertThat(limits.enter(10)).isTrue();
        assertThat(limits.enter(1)).isFalse();
    }

    @Test
    void alwaysAdmitsOneWholeBody() {
        BodyLimits limits = new BodyLimits(10, Duration.ofSeconds(1), 1);

        assertThat(limits.enter(10)).isTrue();
        assertThat(limits.enter(1)).isFalse();
        assertThat(limits.tooMany())
                .isEqualTo(new Refused(503, "body: expected at most 10 bytes of all requests at once, found more"));
    }
}
