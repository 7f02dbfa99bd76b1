package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the API server's answers to one binding, which is sent once whatever happens. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields in
class KubernetesBinderTest {
    private static final Duration DEADLINE = Duration.ofMillis(700);
    private static final Permit PERMIT = new Permit(1, new PodId("shop", "web", "u1"), "node-1", new Moment(0));
    private static final String BINDING = "POST /api/v1/namespaces/shop/pods/web/binding?timeout=700ms ";

    @TempDir
    Path folder;

    private FakeApiServer server;
    private KubernetesClient client;
    private KubernetesBinder binder;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        Path kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), server.url());
        client = KubernetesAccess.find(Optional.of(kubeconfig.toString()), Map.of())
                .forBindings(DEADLINE);
        binder = new KubernetesBinder(client, DEADLINE, new RuleReader(RuleLimits.DEFAULTS));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aBindingNamesPodUidAndNodeAndItsDeadline() {
        server.thenStatus(201, "");

        assertThat(binder.bind(PERMIT)).isEqualTo(new BindOutcome.Bound());
        assertThat(server.requests())
                .singleElement()
                .asString()
                .startsWith(BINDING)
                .contains("\"uid\":\"u1\"", "\"name\":\"web\"", "\"kind\":\"Node\"", "\"name\":\"node-1\"");
    }

    @Test
    void notFoundMeansGone() {
        server.thenStatus(404, "pods \\\"web\\\" not found");

        assertThat(binder.bind(PERMIT)).isEqualTo(new BindOutcome.Gone());
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422, 429})
    void aRefusalIsPassedOnAndNotRepeated(int status) {
        server.thenStatus(status, "not today");

        assertThat(binder.bind(PERMIT)).isEqualTo(new BindOutcome.Forbidden("not today"));
        assertThat(server.requests()).hasSize(1);
    }

    /** The client asks again once with a fresh token; that is safe, since a request without access has done nothing. */
    @Test
    void refusesIfAccessIsDenied() {
        server.thenStatus(401, "Unauthorized").thenStatus(401, "Unauthorized");

        assertThat(binder.bind(PERMIT)).isEqualTo(new BindOutcome.Forbidden("Unauthorized"));
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void aServerErrorLeavesItUnknownAndIsNotRepeated(int status) {
        server.thenStatus(status, "etcd is away");

        assertThat(binder.bind(PERMIT)).isInstanceOf(BindOutcome.Unknown.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aBrokenConnectionLeavesItUnknownAndIsNotRepeated() {
        server.thenHangUp();

        assertThat(binder.bind(PERMIT)).isInstanceOf(BindOutcome.Unknown.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void silenceLeavesItUnknownSoonAfterTheDeadline() {
        server.thenSilence();
        long sent = System.nanoTime();

        assertThat(binder.bind(PERMIT)).isInstanceOf(BindOutcome.Unknown.class);
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isBetween(DEADLINE, DEADLINE.plusSeconds(3));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anApiServerThatIsNotThereLeavesItUnknown() {
        server.close();

        assertThat(binder.bind(PERMIT)).isInstanceOf(BindOutcome.Unknown.class);
    }

    // ---- a conflict says nothing by itself

    @Test
    void aConflictOverTheSameNodeIsSuccess() {
        server.thenStatus(409, "already assigned").then(200, pod("u1", "node-1"));

        assertThat(binder.bind(PERMIT)).isEqualTo(new BindOutcome.AlreadyThere());
        assertThat(server.requests().getLast()).startsWith("GET /api/v1/namespaces/shop/pods/web");
    }

    @Test
    void aConflictOverAnotherNodeSaysWhich() {
        server.thenStatus(409, "already assigned").then(200, pod("u1", "node-2"));

        assertThat(binder.bind(PERMIT)).isEqualTo(new BindOutcome.Elsewhere("node-2"));
    }

    @Test
    void aConflictOverAnotherPodOfThatNameSaysSo() {
        server.thenStatus(409, "uid mismatch").then(200, pod("u2", "node-1"));

        assertThat(binder.bind(PERMIT)).isEqualTo(new BindOutcome.UidChanged("u2"));
    }

    @Test
    void aConflictOverAPodThatIsNotBoundIsARefusal() {
        server.thenStatus(409, "is being deleted").then(200, pod("u1", ""));

        assertThat(binder.bind(PERMIT)).isEqualTo(new BindOutcome.Forbidden("is being deleted"));
    }

    @Test
    void aConflictOverAPodThatIsGoneByNow() {
        server.thenStatus(409, "already assigned").thenStatus(404, "not found");

        assertThat(binder.bind(PERMIT)).isEqualTo(new BindOutcome.Gone());
    }

    @Test
    void aConflictWhoseReadFailsIsUnknown() {
        server.thenStatus(409, "already assigned").thenStatus(500, "etcd is away");

        assertThat(binder.bind(PERMIT)).isInstanceOf(BindOutcome.Unknown.class);
    }

    // ---- reading

    @Test
    void aReadAsksForNoCachedVersion() {
        server.then(200, pod("u1", "node-1"));

        assertThat(binder.read("shop", "web")).isInstanceOf(PodReading.Found.class);
        assertThat(server.requests()).singleElement().asString().doesNotContain("resourceVersion");
    }

    @Test
    void aReadOfAMissingPodIsNotFoundAndAFailedReadIsFailed() {
        server.thenStatus(404, "not found").thenStatus(503, "away");

        assertThat(binder.read("shop", "web")).isEqualTo(new PodReading.NotFound());
        assertThat(binder.read("shop", "web")).isInstanceOf(PodReading.Failed.class);
    }

    private static String pod(String uid, String node) {
        return """
                {"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"shop","name":"web","uid":"%s"},
                "spec":{"nodeName":"%s"}}""".formatted(uid, node);
    }
}
