package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.evenkeel.config.Settings;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said instead of a stack trace, of the very exceptions that the configuration throws. */
class StartFailureTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evenkeel.source                | foo  | evenkeel.source=foo: expected one of kubernetes, file",
                "evenkeel.bind.deadline         | abc  | evenkeel.bind.deadline=abc: expected a duration like 500ms, 10s or 2m",
                "evenkeel.limits.selector-terms | many | evenkeel.limits.selector-terms=many: Expected an integer value, got \"many\"",
                "evenkeel.limits.live-groups    | 99999999999 | evenkeel.limits.live-groups=99999999999: Expected an integer value, got \"99999999999\"",
                "evenkeel.source                | ''   | evenkeel.source=: expected a value",
                "evenkeel.sauce                 | x    | evenkeel.sauce: there is no such setting (from PropertiesConfigSource[source=test])",
                "evenkeel.bind.deadlin          | 2s   | evenkeel.bind.deadlin: there is no such setting (from PropertiesConfigSource[source=test])",
            })
    void namesASettingThatCannotBeRead(String key, String value, String message) {
        assertThat(StartFailure.message(new IllegalStateException("outer", failure(Map.of(key, value)))))
                .isEqualTo(message);
    }

    @Test
    void namesAllWrongSettings() {
        assertThat(StartFailure.message(failure(Map.of("evenkeel.source", "foo", "evenkeel.bind.deadline", "abc"))))
                .contains("evenkeel.source=foo: ")
                .contains("evenkeel.bind.deadline=abc: ")
                .contains("; ")
                .hasLineCount(1);
    }

    @Test
    void reportsTheCauseOfAnyOtherFailure() {
        assertThat(StartFailure.message(new RuntimeException("outer", new IllegalArgumentException("the\n\tcause"))))
                .isEqualTo("the cause");
        assertThat(StartFailure.message(new RuntimeException(new NullPointerException())))
                .isEqualTo("java.lang.NullPointerException");
    }

    @Test
    void namesAFileThatCannotBeRead() {
        assertThat(StartFailure.message(new UncheckedIOException(new NoSuchFileException("/nowhere/ca.crt"))))
                .isEqualTo("the file /nowhere/ca.crt does not exist");
        assertThat(StartFailure.message(new UncheckedIOException(new AccessDeniedException("/etc/evenkeel/tls.key"))))
                .isEqualTo("the file /etc/evenkeel/tls.key cannot be read");
    }

    private static Throwable failure(Map<String, String> properties) {
        return catchThrowable(() -> Settings.of(properties));
    }
}
