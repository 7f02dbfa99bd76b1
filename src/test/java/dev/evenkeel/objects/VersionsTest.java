package dev.evenkeel.objects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {
    @Test
    void areComparedAsNumbers() {
        assertThat(Versions.isOlder(9, 10)).isTrue();
        assertThat(Versions.isOlder(10, 10)).isFalse();
        assertThat(Versions.isOlder(11, 10)).isFalse();
    }

    @Test
    void anUnknownOneIsNeitherOlderNorNewer() {
        assertThat(Versions.isOlder(Versions.UNKNOWN, 5)).isFalse();
        assertThat(Versions.isOlder(5, Versions.UNKNOWN)).isFalse();
    }

    @Test
    void areReadAsTheApiServerWritesThem() {
        assertThat(Versions.parse("123456789012345678")).isEqualTo(123_456_789_012_345_678L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "-1", "+1", " 1", "1234567890123456789", "٣"})
    void aVersionThatIsNoNumberIsUnknown(String resourceVersion) {
        assertThat(Versions.parse(resourceVersion)).isEqualTo(Versions.UNKNOWN);
    }

    @Test
    void aPodIsFinishedBeforeItIsTerminating() {
        assertThat(Pod.Phase.of("Running", false)).isEqualTo(Pod.Phase.LIVE);
        assertThat(Pod.Phase.of("", false)).isEqualTo(Pod.Phase.LIVE);
        assertThat(Pod.Phase.of("Running", true)).isEqualTo(Pod.Phase.TERMINATING);
        assertThat(Pod.Phase.of("Succeeded", true)).isEqualTo(Pod.Phase.FINISHED);
        assertThat(Pod.Phase.of("Failed", false)).isEqualTo(Pod.Phase.FINISHED);
    }
}
