package dev.evenkeel.labels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void escapesLineSeparatorsControlsAndDirectionMarks() {
        assertThat(OneLine.of("zöne 🚢")).isEqualTo("zöne 🚢");
        assertThat(OneLine.of("a\nb\u001b[2Jc\u2028d\u202ee\u200bf\u0085"))
                .isEqualTo("a\\u000ab\\u001b[2Jc\\u2028d\\u202ee\\u200bf\\u0085");
    }

    @Test
    void cutsNoTextWithinACharacter() {
        assertThat(OneLine.of("abc", 3)).isEqualTo("abc");
        assertThat(OneLine.of("abcd", 3)).isEqualTo("abc…");
        assertThat(OneLine.of("🚢🚢🚢", 3)).isEqualTo("🚢🚢🚢");
        assertThat(OneLine.of("🚢🚢🚢", 2)).isEqualTo("🚢🚢…");
    }

    @Test
    void writesAnyCharacterOnOneLine() {
        for (char character = 0; character < Character.MAX_VALUE; character++) {
            String text = "a" + character;
            assertThat(OneLine.of(text).codePoints()).allMatch(OneLine::isPlain);
            assertThat(OneLine.of(text, 2).codePoints()).allMatch(OneLine::isPlain);
        }
    }
}
