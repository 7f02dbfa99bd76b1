package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.extender.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program as it is started: what it ends with, and what it says. */
@Tag("e2e")
class CommandLineTest {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final long PATIENCE_SECONDS = 60;

    /** How a process ended. */
    private record Ended(int code, String out, String err) {}

    /** With a cluster from a file, and on ports that are nobody's. */
    private static final Map<String, String> SAMPLE = Map.of(
            "EVENKEEL_SOURCE", "file",
            "QUARKUS_HTTP_PORT", Integer.toString(Ports.free()),
            "QUARKUS_HTTP_SSL_PORT", Integer.toString(Ports.free()),
            "QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.free()));

    /** With nothing in the environment but this. */
    private static Ended run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        var out = CompletableFuture.supplyAsync(() -> text(process.inputReader().lines()));
        var err = CompletableFuture.supplyAsync(() -> text(process.errorReader().lines()));
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends by itself", command)
                    .isTrue();
            // Before it is destroyed, which closes what is still being read.
            return new Ended(process.exitValue(), out.join(), err.join());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Stream<String> lines) {
        return String.join("\n", lines.toList());
    }

    private static Map<String, String> sampleWith(Map<String, String> more) {
        var all = new HashMap<>(SAMPLE);
        all.putAll(more);
        return all;
    }

    @Test
    void theVersionIsThatOfTheProject() throws IOException, InterruptedException {
        var ended = run(Map.of(), "--version");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).matches("evenkeel \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<version>%s</version>".formatted(ended.out().substring("evenkeel ".length())));
    }

    @Test
    void helpListsTheSubcommands() throws IOException, InterruptedException {
        var ended = run(Map.of(), "--help");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("serve", "rehearse", "simulate", "explain");
    }

    // The image's entrypoint has no arguments.
    @ParameterizedTest
    @ValueSource(strings = {"", "serve"})
    void withoutAClusterItEndsWithOneAndSaysWhatToSet(String subcommand) throws IOException, InterruptedException {
        var ended = run(Map.of(), words(subcommand));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).startsWith("evenkeel cannot start: ").contains("KUBECONFIG", "KUBERNETES_SERVICE_HOST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "serve", "rehearse --once"})
    void aBrokenSettingEndsItWithOneAndIsNamed(String subcommand) throws IOException, InterruptedException {
        var ended = run(sampleWith(Map.of("EVENKEEL_BIND_DEADLINE", "soon")), words(subcommand));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("evenkeel cannot start: evenkeel.bind.deadline=soon: expected a duration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unknown", "unknown", "serve --unknown", "simulate", "rehearse --seed many"})
    void aWrongCommandLineEndsItWithTwoAndUsage(String arguments) throws IOException, InterruptedException {
        var ended = run(Map.of(), words(arguments));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("Usage: evenkeel");
    }

    // What k8s/service once shipped: numbers are not between two underscores, so no key store is read.
    @Test
    void certificatesThatAreNotReadEndItWithOneAndTheNamesThatAre(@TempDir Path folder)
            throws IOException, InterruptedException {
        var environment = sampleWith(Map.of());
        bucket(folder).forEach((name, value) -> environment.put(name.replace("__", "_"), value));
        environment.put(
                "QUARKUS_TLS_EXTENDER_TRUST_STORE_PEM_CERTS",
                folder.resolve("ca.crt").toString());

        var ended = run(environment);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains(
                        "evenkeel cannot start: quarkus.tls.extender.key-store is not there: expected a certificate",
                        "QUARKUS_TLS__EXTENDER__KEY_STORE_PEM__0__CERT");
    }

    @Test
    void aFileThatIsNotThereIsNamed(@TempDir Path folder) throws IOException, InterruptedException {
        var environment = sampleWith(bucket(folder));
        environment.put("QUARKUS_TLS__EXTENDER__TRUST_STORE_PEM_CERTS", "/nowhere/ca.crt");

        var ended = run(environment);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("evenkeel cannot start: the file /nowhere/ca.crt does not exist");
    }

    @Test
    void withoutTheAuthorityOfItsCallersItDoesNotStart(@TempDir Path folder) throws IOException, InterruptedException {
        var ended = run(sampleWith(bucket(folder)));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("evenkeel cannot start: quarkus.tls.extender.trust-store is not there: expected the CA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUARKUS_TLS__EXTENDER__TRUST_ALL=true", "QUARKUS_HTTP_INSECURE_REQUESTS=enabled"})
    void doesNotStartIfASettingWouldLetAllClientsIn(String setting, @TempDir Path folder)
            throws IOException, InterruptedException {
        var environment = sampleWith(bucket(folder));
        if (!setting.contains("TRUST_ALL")) {
            environment.put(
                    "QUARKUS_TLS__EXTENDER__TRUST_STORE_PEM_CERTS",
                    folder.resolve("ca.crt").toString());
        }
        environment.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);

        var ended = run(environment);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("evenkeel cannot start: ")
                .containsAnyOf("trust-all=true", "insecure-requests=enabled");
    }

    /** A TLS bucket with a certificate and its key, and nothing else. */
    private static Map<String, String> bucket(Path folder) throws IOException {
        var authority = Authority.make(folder.resolve("authority.p12"));
        var server = authority.sign("extender", "serverAuth", "ip:127.0.0.1");
        Files.writeString(folder.resolve("ca.crt"), authority.pem());
        return Map.of(
                "QUARKUS_HTTP_TLS_CONFIGURATION_NAME", "extender",
                "QUARKUS_TLS__EXTENDER__KEY_STORE_PEM__0__CERT",
                        Files.writeString(folder.resolve("tls.crt"), server.certificatePem())
                                .toString(),
                "QUARKUS_TLS__EXTENDER__KEY_STORE_PEM__0__KEY",
                        Files.writeString(folder.resolve("tls.key"), server.keyPem())
                                .toString());
    }

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ", -1);
    }
}
