package dev.evenkeel.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.cli.Main;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.traffic.Service;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the program says on its management port of the sample cluster, and the command that asks there. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // Quarkus fills the fields in
@TestProfile(ManagementTest.Sample.class)
class ManagementTest {
    /** The sample cluster, on ports of its own. */
    public static final class Sample implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "evenkeel.source", "file",
                    "evenkeel.limits.explanations-per-second", "1000",
                    "quarkus.devservices.enabled", "false",
                    "quarkus.http.test-port", "0",
                    "quarkus.management.test-port", "0");
        }
    }

    /** Those that only a cluster with an API server has. */
    private static final Set<String> ONLY_WITH_KUBERNETES = Set.of(
            "evenkeel_leads",
            "evenkeel_decides",
            "evenkeel_watch_age_seconds",
            "evenkeel_scale_down_patches_total",
            "evenkeel_scale_down_foreign");

    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(evenkeel_\\w+)` \\|");
    private static final Pattern SHOWN = Pattern.compile("(?m)^# TYPE (evenkeel_\\w+) (\\w+)$");

    @TestHTTPResource("/")
    URL extender;

    @TestHTTPResource(value = "/", management = true)
    URL management;

    @Inject
    Arbitration arbitration;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void showsTheSampleCluster() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> arbitration.decide((arbiter, now) -> arbiter.isSynced()));
    }

    private String base() {
        return "http://127.0.0.1:" + management.getPort();
    }

    private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base() + path))
                    .header("Accept", accept)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return JsonMapper.builder().build().readTree(text);
    }

    private void tell(ClusterEvent event) {
        arbitration.decide((arbiter, now) -> {
            arbiter.on(event, now);
            return true;
        });
    }

    private static Service service(String name, Service.Exposure exposure, Labels annotations) {
        return new Service(
                "shop", name, 1, annotations, Labels.of("app", "web"), exposure, true, Optional.empty(), false);
    }

    // ---- metrics

    @Test
    void theDocsListEveryMetric() throws IOException, InterruptedException {
        filter();
        Set<String> documented = DOCUMENTED
                .matcher(Files.readString(Path.of("docs", "metrics.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        documented.removeAll(ONLY_WITH_KUBERNETES);

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(shown()).isEqualTo(documented));
        assertThat(get("/q/metrics", "text/plain").body())
                .containsPattern("evenkeel_service_imbalance_ratio\\{model=\"node-even\",service_name=\"web\","
                        + "service_namespace=\"shop\",?\\} 1\\.0");
    }

    /** Some metrics are there from the first call on. */
    private void filter() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(extender + "extender/filter"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"Pod\":{\"metadata\":{\"namespace\":\"shop\",\"name\":\"p\",\"uid\":\"u\"}},"
                                    + "\"NodeNames\":[\"fra-a-general-01\"]}"))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private Set<String> shown() throws IOException, InterruptedException {
        return SHOWN.matcher(get("/q/metrics", "text/plain").body())
                .results()
                .map(type -> type.group(1))
                .filter(name -> !name.endsWith("_max"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // ---- explain over HTTP

    @Test
    void aServiceOfTheSampleIsExplainedInText() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/explain/services/shop/web", "*/*");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.body())
                .startsWith("service    shop/web\nmodel      node-even: the installation's default\n")
                .contains("pods       9 expected, 9 there, of which 6 wait, 0 of those assigned a node\n")
                .contains("balanced   9 carry evenkeel.dev/balance: on\n")
                .contains(
                        "nodes      3 looked at: those that pods are on, and 0 asked about in the last ten minutes; of 12")
                .containsPattern("now +3 +3 +3 +1\\.00 x mean")
                .containsPattern("fra-a-general-01 +fra-a +1 +1 ");
    }

    @Test
    void aServiceIsExplainedInJsonByHeaderOrParameter() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/explain/services/shop/web", "application/json");
        JsonNode service = json(answer.body());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(service.path("namespace").asText()).isEqualTo("shop");
        assertThat(service.path("concerned").asBoolean()).isTrue();
        assertThat(service.path("planned").asBoolean()).isTrue();
        assertThat(service.path("model").asText()).isEqualTo("node-even");
        assertThat(service.at("/pods/expected").asInt()).isEqualTo(9);
        assertThat(service.at("/now/imbalance").asDouble()).isEqualTo(1);
        assertThat(service.at("/nodes/0/shareOfPod").asDouble()).isEqualTo(1 / 3.0);
        assertThat(service.path("nodesLeftOut").asInt()).isZero();
        assertThat(json(get("/explain/services/shop/web?format=json", "*/*").body()))
                .isEqualTo(service);
    }

    @Test
    void anUnknownServiceIsNotFound() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/explain/services/shop/nothing", "application/json");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("Service shop/nothing is not known: the watch has not shown it\n");
    }

    @Test
    void aServiceThatNeedsNoPlanSaysWhy() throws IOException, InterruptedException {
        tell(new ServiceEvent.ServiceChanged(service("inner", Service.Exposure.NONE, Labels.NONE)));

        assertThat(get("/explain/services/shop/inner", "text/plain").body())
                .isEqualTo(
                        "service    shop/inner\nplan       none: nothing outside of the cluster reaches it: it is neither"
                                + " of type LoadBalancer nor NodePort\n");
        JsonNode service =
                json(get("/explain/services/shop/inner", "application/json").body());
        assertThat(service.path("concerned").asBoolean(true)).isFalse();
        assertThat(service.path("reason").asText()).isEqualTo("not-exposed");
    }

    @Test
    void showsTheDetectedBalancerAndItsProvidersAdvice() throws IOException, InterruptedException {
        tell(new ServiceEvent.ServiceChanged(service(
                "google",
                Service.Exposure.LOAD_BALANCER,
                Labels.of("networking.gke.io/load-balancer-type", "Internal"))));
        tell(new ServiceEvent.ServiceChanged(service(
                "misspelt", Service.Exposure.LOAD_BALANCER, Labels.of("evenkeel.dev/traffic-model", "zone-nod"))));
        tell(new ServiceEvent.ServiceChanged(service(
                "weighted",
                Service.Exposure.LOAD_BALANCER,
                Labels.of("networking.gke.io/weighted-load-balancing", "pods-per-node"))));

        assertThat(get("/explain/services/shop/google", "text/plain").body())
                .contains("model      node-even: a passthrough balancer of Google Cloud\n")
                .contains("advice     networking.gke.io/weighted-load-balancing: pods-per-node makes it even");
        assertThat(get("/explain/services/shop/misspelt", "text/plain").body())
                .contains("problem    evenkeel.dev/traffic-model \"zone-nod\": expected node-even, zone-node");
        assertThat(get("/explain/services/shop/weighted", "text/plain").body())
                .contains("model      pod-even: GKE weighted load balancing")
                .contains("plan       none: with this model the place of pods does not change");
    }

    @Test
    void explainsAPod() throws IOException, InterruptedException {
        assertThat(get("/explain/pods/shop/web-6d8f9c7b54-2xq7k", "text/plain").body())
                .startsWith("pod        shop/web-6d8f9c7b54-2xq7k\nstate      bound to fra-a-general-01\n");
        assertThat(get("/explain/pods/shop/nobody", "text/plain").statusCode()).isEqualTo(404);
    }

    // ---- on the command line

    @Test
    void explainCommandPrintsWhatTheEndpointSays() throws IOException, InterruptedException {
        assertThat(explain("service", "shop/web")).isZero();
        assertThat(out.toString())
                .isEqualTo(get("/explain/services/shop/web", "text/plain").body());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void explainCommandPrintsJsonAndPods() throws IOException {
        assertThat(explain("pod", "shop/web-6d8f9c7b54-2xq7k", "-o", "json")).isZero();
        assertThat(json(out.toString()).path("node").asText()).isEqualTo("fra-a-general-01");
    }

    @Test
    void explainCommandReportsErrorsInOneLine() throws IOException {
        assertThat(explain("service", "shop/nothing")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        "evenkeel: Service shop/nothing is not known: the watch has not shown it\n");
        assertThat(explain("service", "web")).isEqualTo(2);
        assertThat(err.toString()).contains("web: expected NAMESPACE/NAME");
        assertThat(run("explain", "service", "shop/web", "--url", "localhost")).isEqualTo(2);
        assertThat(err.toString()).contains("--url localhost: expected an address such as http://127.0.0.1:9000");
        assertThat(run("explain", "service", "shop/web", "--url", "http://127.0.0.1:" + closedPort()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("does not answer").contains("--url");
        assertThat(run("explain", "service", "shop/web", "--url", base() + "/q"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("/q answers 404: is it evenkeel's management port?");
        assertThat(out.toString()).isEmpty();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int explain(String kind, String name, String... more) {
        String[] arguments = new String[more.length + 5];
        System.arraycopy(new String[] {"explain", kind, name, "--url", base()}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return run(arguments);
    }

    private int run(String... arguments) {
        return new CommandLine(new Main())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
