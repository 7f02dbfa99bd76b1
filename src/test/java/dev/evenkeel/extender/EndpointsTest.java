package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.placement.Arbitration;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The program as it is started, over its sockets. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // Quarkus fills the fields in
@TestProfile(EndpointsTest.Alone.class)
class EndpointsTest {
    /** Without a cluster, on ports of its own, with the limits that are the default but for time. */
    public static final class Alone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "evenkeel.source", "file",
                    "quarkus.devservices.enabled", "false",
                    "evenkeel.limits.body-time", "1s",
                    "quarkus.http.test-port", "0",
                    "quarkus.management.test-port", "0");
        }
    }

    private static final String FILTER = "/extender/filter";
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final int IDLE_CONNECTIONS = 3_000;
    private static final Pattern SERIES = Pattern.compile(
            "evenkeel_request_duration_seconds_count\\{(.*)} .*|evenkeel_refused_nodes_total\\{(.*)} .*");

    @TestHTTPResource("/")
    URL extender;

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    @Inject
    Arbitration arbitration;

    @Test
    void theExtenderListensOnLoopbackOnly() throws IOException {
        assertThat(ConfigProvider.getConfig().getValue("quarkus.http.host", String.class))
                .isEqualTo("127.0.0.1");
        assertThat(canConnect(InetAddress.getLoopbackAddress())).isTrue();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                assertThat(address.isLoopbackAddress() || !canConnect(address))
                        .as("closed on " + address)
                        .isTrue();
            }
        }
    }

    private boolean canConnect(InetAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, extender.getPort()), 1_000);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void aCallIsAnswered() throws IOException {
        expectCallsToBeAnswered();
    }

    @Test
    void thousandsOfIdleConnectionsDelayNoCall() throws IOException {
        List<RawConnection> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                idle.add(new RawConnection(extender.getPort()));
            }
            expectCallsToBeAnswered();
            idle.getFirst().post(FILTER, Calls.nodes("p", "a"));
            assertThat(idle.getFirst().answer().status()).isEqualTo(200);
        } finally {
            for (RawConnection connection : idle) {
                connection.close();
            }
        }
        expectCallsToBeAnswered();
    }

    @Test
    void moreThanSixteenMebibytesAreRefusedAndNotTheNextCall() throws IOException {
        try (RawConnection connection = new RawConnection(extender.getPort())) {
            RawConnection.Answer answer =
                    connection.post(FILTER, new byte[MOST_BYTES + 1]).answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("16777216", "quarkus.http.limits.max-body-size");
            assertThat(connection.post(FILTER, Calls.nodes("p", "a")).answer().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aHalfSentBodyIsClosedAfterItsTime() throws IOException {
        try (RawConnection slow = new RawConnection(extender.getPort())) {
            slow.send(RawConnection.head(FILTER, "Content-Length: 1000")).send("{");
            long sent = System.nanoTime();
            expectCallsToBeAnswered();

            assertThat(slow.answer().status()).isEqualTo(408);
            assertThat(slow.isClosedByServer()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - sent))
                    .isBetween(Duration.ofMillis(700), Duration.ofSeconds(5));
        }
    }

    @Test
    void metricsShowDecisionsClusterAndBuild() throws IOException, InterruptedException {
        arbitration.decide((arbiter, now) -> {
            arbiter.on(new ClusterEvent.NodeChanged(node("metrics-1")), now);
            return true;
        });
        post(FILTER, Calls.spread("metrics", "requird", "metrics-1"));
        post("/extender/bind", Calls.bind("nobody", "metrics-1"));

        String page = get(metrics.toString());

        assertThat(page)
                .contains("# TYPE evenkeel_request_duration_seconds histogram")
                .containsPattern(
                        "evenkeel_request_duration_seconds_bucket\\{result=\"none\",verb=\"filter\",le=\"0.001\"}")
                .containsPattern("evenkeel_request_duration_seconds_count\\{result=\"pod-unknown\",verb=\"bind\"}")
                .containsPattern("evenkeel_refused_nodes_total\\{reason=\"invalid-rule\"} [1-9]")
                .containsPattern("evenkeel_cluster_nodes [1-9]")
                .containsPattern("evenkeel_cluster_pods [0-9]")
                .contains("evenkeel_synced 1.0")
                .containsPattern("evenkeel_build_info\\{java=\"25[^\"]*\",version=\"[^\"]+\"} 1.0");
    }

    /** Names, keys and texts of callers must not become labels. */
    @Test
    void labelsTakeTheirValuesFromClosedSets() throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            post(FILTER, Calls.spread("label-" + i, "requird " + i, "label-" + i));
            post("/extender/verb-" + i, new byte[0]);
        }

        TreeSet<String> values = new TreeSet<>();
        get(metrics.toString())
                .lines()
                .map(SERIES::matcher)
                .filter(line -> line.matches())
                .forEach(line -> values.add(line.group(1) == null ? line.group(2) : line.group(1)));
        assertThat(values).isNotEmpty().noneMatch(labels -> labels.contains("label-") || labels.contains("verb-"));
    }

    private static Node node(String name) {
        return new Node(name, 1, Labels.of(Topology.HOST, name), true, false, Resources.NONE);
    }

    private void expectCallsToBeAnswered() throws IOException {
        try (RawConnection connection = new RawConnection(extender.getPort())) {
            RawConnection.Answer answer =
                    connection.post(FILTER, Calls.nodes("p", "a")).answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("content-type", "application/json");
            assertThat(answer.body())
                    .isEqualTo("{\"NodeNames\":[\"a\"],\"FailedAndUnresolvableNodes\":{},\"Error\":\"\"}");
        }
    }

    private void post(String path, byte[] body) throws IOException {
        try (RawConnection connection = new RawConnection(extender.getPort())) {
            connection.post(path, body).answer();
        }
    }

    private static String get(String uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
