package dev.evenkeel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test cases of k8s.io/apimachinery/pkg/util/validation. */
class LabelSyntaxTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "simple",
                "now-with-dashes",
                "1-starts-with-num",
                "1234",
                "simple/simple",
                "now-with-dashes/simple",
                "now.with.dots/simple",
                "1-num.2-num/3-num",
                "1234/5678",
                "1.2.3.4/5678",
                "Uppercase_Is_OK_123",
                "example.com/Uppercase_Is_OK_123",
                "a.b-c_d",
                "A"
            })
    void takesKeys(String key) {
        assertThat(LabelSyntax.isKey(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nospecialchars%^=@",
                "cantendwithadash-",
                "-cantstartwithadash-",
                "only/one/slash",
                "Example.com/abc",
                "example_com/abc",
                "example.com/",
                "/simple",
                "a b",
                "a\n",
                ".a",
                "a..b/c",
                "-a/b",
                "a-/b",
                "é"
            })
    void refusesOtherTextAsAKey(String key) {
        assertThat(LabelSyntax.isKey(key)).isFalse();
    }

    @Test
    void keepsToTheLengthsOfKubernetes() {
        assertThat(LabelSyntax.isKey("a".repeat(63))).isTrue();
        assertThat(LabelSyntax.isKey("a".repeat(64))).isFalse();
        assertThat(LabelSyntax.isKey("a".repeat(253) + "/" + "b".repeat(63))).isTrue();
        assertThat(LabelSyntax.isKey("a".repeat(254) + "/b")).isFalse();
        assertThat(LabelSyntax.isValue("a".repeat(63))).isTrue();
        assertThat(LabelSyntax.isValue("a".repeat(64))).isFalse();
    }

    @Test
    void copesWithVeryLongText() {
        assertThat(LabelSyntax.isKey("a".repeat(1_000_000))).isFalse();
        assertThat(LabelSyntax.isKey("a.".repeat(1_000_000) + "/b")).isFalse();
    }

    @Test
    void takesAnEmptyValueAndNoSlash() {
        assertThat(LabelSyntax.isValue("")).isTrue();
        assertThat(LabelSyntax.isValue("v1.2_x")).isTrue();
        assertThat(LabelSyntax.isValue("a/b")).isFalse();
        assertThat(LabelSyntax.isValue("-a")).isFalse();
    }
}
