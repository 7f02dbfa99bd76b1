package dev.evenkeel.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.report.Explanation;
import dev.evenkeel.report.GroupsOfOne;
import dev.evenkeel.rule.RuleLimits;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Explanations delay neither decisions nor the probes on the same port. */
class ExplainRoutesTest {
    private static final int PER_SECOND = 3;
    private static final String POD = "/explain/pods/default/web-1";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client = HttpClient.newHttpClient();
    private final Guarded arbitration = new Guarded();
    private final ExplainRoutes routes =
            new ExplainRoutes(arbitration, new Planner(PlanSettings.DEFAULTS), new GroupsOfOne(), PER_SECOND);
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Router router = Router.router(vertx);
        router.get("/live").handler(context -> context.response().end("alive"));
        routes.install(router);
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        routes.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void answers429WithRetryAfterIfAskedTooOften() {
        for (int i = 0; i < PER_SECOND; i++) {
            assertThat(get(POD).join().statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = get("/explain/services/default/none").join();
        for (int i = 0; i < PER_SECOND && refused.statusCode() != 429; i++) {
            refused = get(POD).join();
        }

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body())
                .isEqualTo(
                        "evenkeel explains at most 3 things a second (evenkeel.limits.explanations-per-second), one after"
                                + " the other: ask again in 1 s\n");
    }

    @Test
    void probesAreAnsweredWhileAnExplanationIsWaitedFor() throws Exception {
        arbitration.shut = new CountDownLatch(1);
        CompletableFuture<HttpResponse<String>> pod = get(POD);
        CompletableFuture<HttpResponse<String>> service = get("/explain/services/default/none");

        assertThat(get("/live").get(10, TimeUnit.SECONDS).body()).isEqualTo("alive");
        assertThat(pod).isNotDone();
        assertThat(service).isNotDone();
        arbitration.shut.countDown();
        assertThat(pod.get(10, TimeUnit.SECONDS).body()).startsWith("pod        default/web-1\n");
        assertThat(service.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
    }

    @Test
    void answersABugWithAnInternalError() {
        arbitration.bug = true;

        assertThat(get(POD).join().statusCode()).isEqualTo(500);
        assertThat(get(POD).join().body()).isEqualTo("evenkeel failed; its log says why\n");
    }

    /** Anybody's rule may concern a pod, which has one of its own here. */
    @Test
    void showsOnlyTheFirstCapsIfThereAreManyMore() {
        int rules = Explanation.MOST_CAPS + 6;
        for (int i = 0; i < rules; i++) {
            arbitration.tell(new ClusterEvent.PodChanged(PodPicture.pod("other-" + i)
                    .annotated("evenkeel.dev/avoid", "app=web,n!=" + i)
                    .on("a")
                    .info()));
        }

        HttpResponse<String> text = get(POD).join();
        assertThat(text.body()).contains("\nand 7 more caps\n");
        assertThat(get(POD + "?format=json").join().body()).contains("\"capsLeftOut\" : 7");
    }

    /** A real arbiter behind a lock that may be shut. */
    private static final class Guarded implements Arbitration {
        private final Arbiter arbiter =
                new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1));
        private volatile CountDownLatch shut = new CountDownLatch(0);
        private volatile boolean bug;

        Guarded() {
            tell(new ClusterEvent.NodeChanged(NodePicture.node("a").node()));
            tell(new ClusterEvent.PodChanged(PodPicture.web(1).info()));
            tell(new ClusterEvent.Synced());
        }

        synchronized void tell(ClusterEvent event) {
            arbiter.on(event, new Moment(System.nanoTime()));
        }

        @Override
        public synchronized <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
            if (bug) {
                throw new IllegalStateException("made up");
            }
            try {
                assertThat(shut.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return decision.apply(arbiter, new Moment(System.nanoTime()));
        }

        @Override
        public NodeTable nodes() {
            return arbiter.cluster().table();
        }
    }
}
