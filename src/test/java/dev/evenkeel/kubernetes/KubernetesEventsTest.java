package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Problem;
import dev.evenkeel.api.Reason;
import dev.evenkeel.objects.PodId;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a Service becomes one Event on it. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields in
class KubernetesEventsTest {
    private static final Problem PROBLEM =
            new Problem("Service", "shop", "web", "u1", Reason.UNKNOWN_MODEL, "no such model");

    @TempDir
    Path folder;

    private FakeApiServer server;
    private KubernetesClient client;
    private KubernetesEvents events;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        Path kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), server.url());
        client = KubernetesAccess.find(Optional.of(kubeconfig.toString()), Map.of())
                .forBindings(Duration.ofSeconds(2));
        events = new KubernetesEvents(client);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void anEventNamesTheServiceReasonAndMessage() {
        server.then(201, "{\"kind\":\"Event\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web.1\"}}");

        assertThat(events.write(PROBLEM)).isTrue();
        assertThat(server.requests())
                .singleElement()
                .asString()
                .startsWith("POST /api/v1/namespaces/shop/events")
                .contains(
                        "\"kind\":\"Service\"",
                        "\"uid\":\"u1\"",
                        "\"type\":\"Warning\"",
                        "\"reason\":\"UnknownTrafficModel\"",
                        "\"message\":\"no such model\"");
    }

    @Test
    void anEventMayBeOnAPod() {
        server.then(201, "{\"kind\":\"Event\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web.1\"}}");

        assertThat(events.write(Problem.ofPod(new PodId("shop", "web-1", "u2"), Reason.GROUPS_OF_ONE, "each alone")))
                .isTrue();
        assertThat(server.requests())
                .singleElement()
                .asString()
                .contains("\"kind\":\"Pod\"", "\"name\":\"web-1\"", "\"uid\":\"u2\"", "\"reason\":\"GroupsOfOne\"");
    }

    @Test
    void theSameProblemIsOneEventWhicheverInstanceWritesIt() {
        server.thenStatus(409, "already there").thenStatus(409, "already there");

        assertThat(events.write(PROBLEM)).isTrue();
        assertThat(events.write(PROBLEM)).isTrue();
        assertThat(server.requests().stream().map(KubernetesEventsTest::name).distinct())
                .hasSize(1);
    }

    private static String name(String request) {
        return request.replaceAll(".*\"name\":\"(web\\.[0-9a-f]+)\".*", "$1");
    }

    @Test
    void aRefusedEventIsNotReportedAsWritten() {
        server.thenStatus(403, "forbidden").thenStatus(500, "broken");

        assertThat(events.write(PROBLEM)).isFalse();
        assertThat(events.write(PROBLEM)).isFalse();
        assertThat(server.requests()).hasSize(2);
    }
}
