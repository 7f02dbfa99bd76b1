package dev.evenkeel.e2e;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Evenkeel itself, the packaged application in a JVM of its own. Its ports stay the same over restarts, so that a scheduler
 * finds it again.
 */
final class Evenkeel {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final int extenderPort;
    private final int managementPort;
    private final LocalProcess process;

    /**
     * @param name of the process and its log
     * @param identity whom evenkeel is to the API server
     * @param properties more configuration, for example durations
     */
    Evenkeel(String name, WorkFolder folder, Kubeconfig identity, Map<String, String> properties) {
        this.extenderPort = Ports.free();
        this.managementPort = Ports.free();
        this.process = new LocalProcess(
                name,
                command(properties),
                Map.of("KUBECONFIG", identity.toString()),
                folder.log(name),
                Probe.http(managementPort, "/q/health/ready"));
    }

    private Evenkeel(Evenkeel other, LocalProcess process) {
        this.extenderPort = other.extenderPort;
        this.managementPort = other.managementPort;
        this.process = process;
    }

    /** The same, not started yet, on a machine that is called so. */
    Evenkeel onHost(String host) {
        return new Evenkeel(this, process.onHost(host));
    }

    LocalProcess process() {
        return process;
    }

    int extenderPort() {
        return extenderPort;
    }

    int managementPort() {
        return managementPort;
    }

    /** What it says of a pod, as this media type. */
    String explain(String namespace, String pod, String mediaType) {
        return explain("pods", namespace, pod, mediaType);
    }

    /** What it says of a Service, as JSON. */
    String explainService(String namespace, String service) {
        return explain("services", namespace, service, "application/json");
    }

    private String explain(String kind, String namespace, String name, String mediaType) {
        return given().baseUri("http://127.0.0.1")
                .port(managementPort)
                .accept(mediaType)
                .get("/explain/{kind}/{namespace}/{name}", kind, namespace, name)
                .then()
                .statusCode(200)
                .contentType(containsString(mediaType))
                .extract()
                .asString();
    }

    /** Whether it says that it leads; an instance that says nothing does not. */
    boolean leads() {
        return says("evenkeel_leads");
    }

    /** Whether it says that it decides about pods that a required rule concerns. */
    boolean decides() {
        return says("evenkeel_decides");
    }

    private boolean says(String flag) {
        return metrics().lines().anyMatch(line -> line.startsWith(flag + " ") && line.endsWith(" 1.0"));
    }

    /** What Prometheus would read of it; empty if it does not answer soon. */
    String metrics() {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/q/metrics".formatted(managementPort)))
                    .timeout(Duration.ofMillis(500))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException none) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private List<String> command(Map<String, String> properties) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("%s is not there: package the application first".formatted(JAR));
        }
        var command = new ArrayList<String>();
        // The JDK that runs the tests: the one on the PATH may be older.
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + extenderPort);
        command.add("-Dquarkus.management.host=127.0.0.1");
        command.add("-Dquarkus.management.port=" + managementPort);
        command.add("-Devenkeel.source=kubernetes");
        properties.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
        command.add("-jar");
        command.add(JAR.toString());
        return command;
    }
}
