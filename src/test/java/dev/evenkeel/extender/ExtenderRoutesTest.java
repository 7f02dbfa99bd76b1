package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.api.BindOutcome;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The edges of the wire: whatever is sent, there is an answer that says what was wrong, and the next call gets its own.
 */
class ExtenderRoutesTest {
    private static final int MOST_BYTES = 4_096;
    private static final Duration BODY_TIME = Duration.ofSeconds(2);
    private static final String FILTER = "/extender/filter";
    private static final byte[] CALL = Calls.nodes("p", "a");
    private static final String EVERY_NODE = "{\"NodeNames\":[\"a\"],\"FailedAndUnresolvableNodes\":{},\"Error\":\"\"}";

    private final Rig rig = new Rig("a", "b");
    private final Vertx vertx = Vertx.vertx();
    private volatile boolean leads = true;
    private final BodyLimits limits = new BodyLimits(MOST_BYTES, BODY_TIME, 3 * MOST_BYTES);
    private final ExtenderRoutes routes = new ExtenderRoutes(rig.extender, () -> leads, limits);
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Router router = Router.router(vertx);
        routes.install(router);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        await().untilAsserted(() ->
                assertThat(limits.underWay()).as("bytes of bodies still held").isZero());
        routes.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** A call on a connection of its own gets its answer, whatever was sent on others. */
    private void expectCallsToBeAnswered() throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            expectEveryNode(connection.post(FILTER, CALL).answer());
        }
    }

    private static void expectEveryNode(RawConnection.Answer answer) {
        assertThat(answer.body()).isEqualTo(EVERY_NODE);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
    }

    private static void expectError(RawConnection.Answer answer, int status, String error) {
        assertThat(answer.body()).isEqualTo("{\"Error\":\"" + error + "\"}");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
    }

    @Test
    void answersABindThatComesDuringShutdown() throws IOException {
        routes.close();
        try (RawConnection connection = new RawConnection(port)) {
            expectError(
                    connection.post("/extender/bind", Calls.bind("p", "a")).answer(),
                    503,
                    "evenkeel is shutting down and does not bind any more");
            expectEveryNode(connection.post(FILTER, CALL).answer());
        }
    }

    // ---- requests that are wrong as a whole; the connection stays open

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"})
    void onlyPostIsAllowed(String method) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            RawConnection.Answer answer = connection
                    .send(method + " /extender/bind HTTP/1.1\r\nHost: test\r\n\r\n")
                    .answer();

            expectError(answer, 405, "method: expected POST, found " + method);
            assertThat(answer.headers()).containsEntry("allow", "POST");
            expectEveryNode(connection.post(FILTER, CALL).answer());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/extender", "/extender/", "/extender/filters", "/extender/filter/x", "/FILTER"})
    void otherPathsAreNotFound(String path) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            expectError(
                    connection.post(path, CALL).answer(),
                    404,
                    "path: expected /extender/filter, prioritize, bind or preempt, found " + path);
            expectEveryNode(connection.post(FILTER, CALL).answer());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type: text/plain, 'Content-Type: expected application/json, found text/plain'",
        "Content-Type: application/json5, 'Content-Type: expected application/json, found application/json5'",
        "Content-Encoding: gzip, 'Content-Encoding: expected none, found gzip'",
    })
    void onlyPlainJsonIsTaken(String header, String error) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            String head = "POST /extender/filter HTTP/1.1\r\nHost: test\r\n" + header + "\r\nContent-Length: "
                    + CALL.length + "\r\n\r\n";

            expectError(connection.send(head).send(CALL).answer(), 415, error);
            expectEveryNode(connection.post(FILTER, CALL).answer());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type: Application/JSON; charset=utf-8", "Accept: text/plain", "X: y"})
    void otherHeadersDoNotMatter(String header) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            String head = "POST /extender/filter HTTP/1.1\r\nHost: test\r\n" + header + "\r\nContent-Length: "
                    + CALL.length + "\r\n\r\n";

            expectEveryNode(connection.send(head).send(CALL).answer());
        }
    }

    @Test
    void closesTheConnectionAfterAnsweringIfItDoesNotLead() throws IOException {
        leads = false;
        try (RawConnection connection = new RawConnection(port)) {
            RawConnection.Answer answer = connection.post(FILTER, CALL).answer();
            expectEveryNode(answer);
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void keepsTheConnectionAfterABadCall() throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.post(FILTER, Calls.bytes("{\"Pod\":")).post(FILTER, CALL);

            assertThat(connection.answer().status()).isEqualTo(400);
            expectEveryNode(connection.answer());
        }
    }

    // ---- size

    @Test
    void aBodyThatIsAnnouncedAsTooLargeIsRefusedBeforeItIsSent() throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(RawConnection.head(FILTER, "Expect: 100-continue\r\nContent-Length: " + (MOST_BYTES + 1)));

            expectError(connection.answer(), 413, tooLarge());
        }
        expectCallsToBeAnswered();
    }

    @Test
    void keepsTheConnectionAfterAnOversizeBody() throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            expectError(connection.post(FILTER, new byte[100 * MOST_BYTES]).answer(), 413, tooLarge());
            expectEveryNode(connection.post(FILTER, CALL).answer());
        }
    }

    @Test
    void refusesAChunkedBodyAsSoonAsItIsTooLarge() throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(RawConnection.head(FILTER, "Transfer-Encoding: chunked"));
            connection.send("1001\r\n" + "x".repeat(MOST_BYTES + 1) + "\r\n");
            expectError(connection.answer(), 413, tooLarge());

            connection.send("5\r\n12345\r\n0\r\n\r\n");
            expectEveryNode(connection.post(FILTER, CALL).answer());
        }
    }

    @Test
    void aBodyOfExactlyTheLimitIsTaken() throws IOException {
        byte[] padded = new byte[MOST_BYTES];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(CALL, 0, padded, 0, CALL.length);

        try (RawConnection connection = new RawConnection(port)) {
            expectEveryNode(connection.post(FILTER, padded).answer());
        }
    }

    private static String tooLarge() {
        return "body: expected at most " + MOST_BYTES + " bytes (quarkus.http.limits.max-body-size), found more";
    }

    @Test
    void limitsTheMemoryOfAllHalfSentBodies() throws IOException {
        List<RawConnection> halves = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            halves.add(new RawConnection(port)
                    .send(RawConnection.head(FILTER, "Content-Length: " + MOST_BYTES))
                    .send(new byte[MOST_BYTES - 1]));
        }
        await().until(() -> limits.underWay() == 3 * (MOST_BYTES - 1));

        try (RawConnection connection = new RawConnection(port)) {
            expectError(
                    connection.post(FILTER, CALL).answer(),
                    503,
                    "body: expected at most " + 3 * MOST_BYTES + " bytes of all requests at once, found more");
            for (RawConnection half : halves) {
                half.close();
            }
            await().until(() -> limits.underWay() == 0);
            expectEveryNode(connection.post(FILTER, CALL).answer());
        }
    }

    // ---- time

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000", "Transfer-Encoding: chunked"})
    void answersAHalfSentBodyAndClosesItsConnection(String framing) throws IOException {
        try (RawConnection slow = new RawConnection(port)) {
            slow.send(RawConnection.head(FILTER, framing)).send("4\r\n{\"Po");
            expectCallsToBeAnswered();

            RawConnection.Answer answer = slow.answer();
            expectError(answer, 408, "body: expected within 2000 ms (evenkeel.limits.body-time), found half of it");
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(slow.isClosedByServer()).isTrue();
        }
    }

    @Test
    void refusesABodyThatTricklesIn() throws IOException {
        try (RawConnection slow = new RawConnection(port)) {
            slow.send(RawConnection.head(FILTER, "Content-Length: 1000"));
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    slow.send("x");
                    return false;
                } catch (IOException closed) {
                    return true;
                }
            });
        }
        expectCallsToBeAnswered();
    }

    @Test
    void aRefusedBodyThatNeverEndsClosesItsConnection() throws IOException {
        try (RawConnection slow = new RawConnection(port)) {
            slow.send(RawConnection.head(FILTER, "Content-Length: 1000000")).send("{");

            assertThat(slow.answer().status()).isEqualTo(413);
            assertThat(slow.isClosedByServer()).isTrue();
        }
        expectCallsToBeAnswered();
    }

    @Test
    void ignoresAClientThatClosesHalfway() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (RawConnection gone = new RawConnection(port)) {
                gone.send(RawConnection.head(FILTER, "Content-Length: 1000")).send("{\"Pod\":");
            }
        }
        expectCallsToBeAnswered();
    }

    @Test
    void expectingContinueIsAnswered() throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(RawConnection.head(FILTER, "Expect: 100-continue\r\nContent-Length: " + CALL.length));
            assertThat(connection.answer().status()).isEqualTo(100);

            expectEveryNode(connection.send(CALL).answer());
        }
    }

    // ---- what is no HTTP

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "POST /extender/filter HTTP/1.1\r\nHost: test\r\nContent-Length: many\r\n\r\n",
                "POST /extender/filter HTTP/1.1\r\nHost: test\r\nContent-Length: -1\r\n\r\n",
                "POST /extender/filter HTTP/1.1\r\nHost: test\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /extender/filter HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            })
    void answersNonHttpWithABadRequest(String request) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            assertThat(connection.send(request).answer().status()).isEqualTo(400);
            assertThat(connection.isClosedByServer()).isTrue();
        }
        expectCallsToBeAnswered();
    }

    // ---- bugs, and waiting

    @Test
    void aBugIsAnInternalErrorWithoutItsStackTrace() throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            expectEveryNode(connection.post(FILTER, CALL).answer());

            rig.bug = Optional.of(new IllegalStateException("secret"));
            expectError(
                    connection.post("/extender/bind", Calls.bind("p", "a")).answer(),
                    500,
                    "evenkeel: bind failed; evenkeel's log says why");
            rig.bug = Optional.empty();
            expectEveryNode(connection.post(FILTER, CALL).answer());
        }
    }

    @Test
    void bindsThatWaitDelayNoOtherCall() throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        rig.outcome = _ -> {
            awaitUninterruptibly(answered);
            return new BindOutcome.Bound();
        };
        List<RawConnection> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RawConnection connection = new RawConnection(port);
            waiting.add(connection);
            connection.post(FILTER, Calls.nodes("pod-" + i, "a")).answer();
            connection.post("/extender/bind", Calls.bind("pod-" + i, "a"));
        }
        expectCallsToBeAnswered();

        answered.countDown();
        for (RawConnection connection : waiting) {
            try (connection) {
                assertThat(connection.answer().body()).isEqualTo("{\"Error\":\"\"}");
            }
        }
    }

    @Test
    void settlesABindWhoseCallerHasClosed() throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        rig.outcome = _ -> {
            sent.countDown();
            awaitUninterruptibly(answered);
            return new BindOutcome.Bound();
        };
        try (RawConnection gone = new RawConnection(port)) {
            gone.post(FILTER, Calls.spread("p", "required", "a", "b")).answer();
            gone.post("/extender/bind", Calls.bind("p", "a"));
            awaitUninterruptibly(sent);
        }
        answered.countDown();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(rig.call(Verb.FILTER, Calls.spread("q", "required", "a", "b")))
                        .startsWith("{\"NodeNames\":[\"b\"]"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(rig.call(Verb.BIND, Calls.bind("p", "a"))).isEqualTo("{\"Error\":\"\"}"));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        await().atMost(Duration.ofSeconds(10)).until(() -> latch.getCount() == 0);
    }
}
