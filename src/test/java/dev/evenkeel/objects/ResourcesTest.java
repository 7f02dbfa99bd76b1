package dev.evenkeel.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ResourcesTest {
    private static final Resources NODE = new Resources(1_000, 64, 3);

    @Test
    void fitUpToTheLastOfEach() {
        assertThat(new Resources(400, 32, 1).fits(NODE, new Resources(600, 32, 2)))
                .isTrue();
        assertThat(new Resources(401, 32, 1).fits(NODE, new Resources(600, 32, 2)))
                .isFalse();
        assertThat(new Resources(400, 33, 1).fits(NODE, new Resources(600, 32, 2)))
                .isFalse();
        assertThat(new Resources(400, 32, 2).fits(NODE, new Resources(600, 32, 2)))
                .isFalse();
    }

    @Test
    void addUp() {
        assertThat(new Resources(1, 2, 3).plus(new Resources(10, 20, 30))).isEqualTo(new Resources(11, 22, 33));
        assertThat(NODE.plus(Resources.NONE)).isEqualTo(NODE);
    }

    @Test
    void areNeverNegative() {
        assertThatThrownBy(() -> new Resources(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resources(0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Resources(0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
