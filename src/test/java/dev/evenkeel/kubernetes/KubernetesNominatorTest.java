package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.Permit;
import dev.evenkeel.nomination.NominationOutcome;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the API server's answers to one nomination, which is sent once whatever happens. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields in
class KubernetesNominatorTest {
    private static final Duration PATIENCE = Duration.ofMillis(700);
    private static final PodId POD = new PodId("shop", "web", "u1");
    private static final Effect.Nominate NOMINATE = new Effect.Nominate(POD, 42, "node-1");
    private static final Effect.Unnominate CLEAR = new Effect.Unnominate(POD, "node-1");
    private static final String STATUS = "PATCH /api/v1/namespaces/shop/pods/web/status?fieldManager=evenkeel ";

    @TempDir
    Path folder;

    private FakeApiServer server;
    private KubernetesAccess access;
    private KubernetesClient client;
    private KubernetesNominator nominator;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        Path kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), server.url());
        access = KubernetesAccess.find(Optional.of(kubeconfig.toString()), Map.of());
        client = access.forBindings(PATIENCE);
        nominator = new KubernetesNominator(client, PATIENCE);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void requireOneRequest() {
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aNominationNamesThePodsUidAndVersion() {
        server.then(200, "{}");

        assertThat(nominator.perform(NOMINATE)).isEqualTo(NominationOutcome.DONE);
        assertThat(server.requests())
                .containsExactly(STATUS + "{\"metadata\":{\"uid\":\"u1\",\"resourceVersion\":\"42\"},"
                        + "\"status\":{\"nominatedNodeName\":\"node-1\"}}");
    }

    @Test
    void onlyThatNominationIsClearedOfThatPod() {
        server.then(200, "{}");

        assertThat(nominator.perform(CLEAR)).isEqualTo(NominationOutcome.DONE);
        assertThat(server.requests())
                .containsExactly(STATUS + "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"u1\"},"
                        + "{\"op\":\"test\",\"path\":\"/status/nominatedNodeName\",\"value\":\"node-1\"},"
                        + "{\"op\":\"remove\",\"path\":\"/status/nominatedNodeName\"}]");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 422})
    void refusesToNominateAPodThatWasReplaced(int status) {
        server.thenStatus(status, "the object has been modified");

        assertThat(nominator.perform(NOMINATE)).isEqualTo(NominationOutcome.REFUSED);
        requireOneRequest();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 422})
    void clearsNothingIfThereIsNoNomination(int status) {
        server.thenStatus(status, "testing path /status/nominatedNodeName failed");

        assertThat(nominator.perform(CLEAR)).isEqualTo(NominationOutcome.REFUSED);
        requireOneRequest();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429})
    void aForbiddenOrThrottledNominationIsSentOnceAndIsNotNow(int status) {
        server.thenStatus(status, "not today").thenStatus(status, "not today");

        assertThat(nominator.perform(NOMINATE)).isEqualTo(NominationOutcome.NOT_NOW);
        assertThat(nominator.perform(CLEAR)).isEqualTo(NominationOutcome.NOT_NOW);
        assertThat(server.requests()).hasSize(2);
    }

    /** Others have changed the pod as fast as the API server could patch it: the nomination is still there. */
    @Test
    void aConflictWhileItIsClearedLeavesItThere() {
        server.thenStatus(409, "the object has been modified");

        assertThat(nominator.perform(CLEAR)).isEqualTo(NominationOutcome.NOT_NOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void aServerErrorLeavesItUnknownAndIsNotRepeated(int status) {
        server.thenStatus(status, "etcd is away");

        assertThat(nominator.perform(NOMINATE)).isEqualTo(NominationOutcome.UNKNOWN);
        requireOneRequest();
    }

    @Test
    void aBrokenConnectionLeavesItUnknownAndIsNotRepeated() {
        server.thenHangUp();

        assertThat(nominator.perform(CLEAR)).isEqualTo(NominationOutcome.UNKNOWN);
        requireOneRequest();
    }

    @Test
    void silenceLeavesItUnknownSoon() {
        server.thenSilence();
        long sent = System.nanoTime();

        assertThat(nominator.perform(NOMINATE)).isEqualTo(NominationOutcome.UNKNOWN);
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isBetween(PATIENCE, PATIENCE.multipliedBy(3));
        requireOneRequest();
    }

    @Test
    void anApiServerThatIsNotThereLeavesItUnknown() {
        server.close();

        assertThat(nominator.perform(NOMINATE)).isEqualTo(NominationOutcome.UNKNOWN);
    }

    @Test
    void aBindingIsSentAndAnsweredWhileNominationsAreNot() {
        server.thenSilence();
        CompletableFuture<NominationOutcome> nomination =
                CompletableFuture.supplyAsync(() -> nominator.perform(NOMINATE));
        server.awaitRequests(1);
        server.thenStatus(201, "");

        try (KubernetesClient bindings = access.forBindings(PATIENCE)) {
            KubernetesBinder binder = new KubernetesBinder(bindings, PATIENCE, new RuleReader(RuleLimits.DEFAULTS));
            assertThat(binder.bind(new Permit(1, POD, "node-1", new Moment(0)))).isEqualTo(new BindOutcome.Bound());
        }
        assertThat(nomination.join()).isEqualTo(NominationOutcome.UNKNOWN);
    }
}
