package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code evenkeel rehearse} as a process of its own, without any cluster. */
@Tag("e2e")
class RehearseTest {
    private final int extenderPort = Ports.free();
    private final int managementPort = Ports.free();

    /** A process more or less is not to be seen: neither in who went where nor in anything else. */
    @Test
    void theSameSeedGivesTheSameOutput() {
        String first = rehearse(7);

        assertThat(rehearse(7)).isEqualTo(first);
        assertThat(placements(rehearse(8)))
                .as("and it is the seed that decides")
                .isNotEqualTo(placements(first));
    }

    private static String placements(String output) {
        return output.substring(output.indexOf('\n'));
    }

    private String rehearse(long seed) {
        return Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dquarkus.http.port=" + extenderPort,
                        "-Dquarkus.management.port=" + managementPort,
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString(),
                        "rehearse",
                        "--once",
                        "--seed",
                        Long.toString(seed))
                .output();
    }
}
