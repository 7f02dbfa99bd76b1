package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedObjects.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.kubernetes.WatchLoop;
import dev.evenkeel.objects.Moment;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of a watch that is not where it should be, in moments that the test makes up. */
class WatchLagProbeTest {
    private static final String PATH = "/api/v1/pods";
    /** More than a look finds within the pauses of a probe. */
    private static final int CHECKS = 8;

    private final WatchLoop loop = new WatchLoop();
    private final WatchedApiServer server = new WatchedApiServer(WatchStream.Transport.WEB_SOCKET);
    private final KubernetesClient client = loop.client(config(), Duration.ofMinutes(5));
    private final KubernetesClient small =
            new KubernetesClientBuilder().withConfig(config()).build();
    private final List<String> reported = new CopyOnWriteArrayList<>();
    private final RelistingInformer<Pod> watch = new RelistingInformer<>(
            "pods",
            () -> client.pods().inAnyNamespace().withLimit(KubernetesFeed.PAGE).runnableInformer(0),
            Pod::new,
            new Listener());
    private final WatchLagProbe probe = new WatchLagProbe(PATH, small, watch);
    private final WatchLog log = new WatchLog();
    private WatchStream main;
    private Moment now = new Moment(System.nanoTime());

    private Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url())
                .withRequestTimeout(2_000)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    @BeforeEach
    void start() {
        server.pods().thenList(10, pod("web", "u0", 4));
        var _ = watch.start();
        main = server.pods().awaitWatch();
        await().until(() -> {
            probeAt(now);
            return watch.reportedThrough() == 10;
        });
    }

    /** Lets the first question of a pulse be answered. */
    private void probeAt(Moment when) {
        if (server.pods().lists().size() == 1) {
            server.pods().thenList(10);
        }
        probe.probe(Optional.empty(), when);
    }

    @AfterEach
    void stop() {
        probe.close();
        watch.close();
        client.close();
        small.close();
        loop.close();
        server.close();
        log.close();
    }

    /** One check: the server has this version by now, and sends this event to a second watch. */
    private void look(long version, String firstEvent) {
        now = now.plus(Duration.ofSeconds(2));
        server.pods().thenList(version);
        probe.probe(Optional.empty(), now);
        now = now.plus(Duration.ofMillis(500));
        CompletableFuture<Void> doubt = CompletableFuture.runAsync(() -> probe.probe(Optional.empty(), now));
        WatchStream second = server.pods().awaitWatch();
        // Without an end: there is as much more as one likes.
        second.say(firstEvent);
        doubt.join();
    }

    private void awaitOneWatch() {
        await().until(() -> server.pods().open() == 1);
    }

    /** How often the pods were listed whole. */
    private long lists() {
        return server.pods().lists().stream()
                .filter(query -> !"1".equals(query.get("limit")))
                .count();
    }

    private static String added(long version) {
        return "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"" + version;
    }

    @Test
    void doesNotRelistASlowWatchHoweverFarBehind() {
        look(1_000, added(11));
        // Of the start, which it has reported.
        Optional<Moment> heard = probe.heard();
        for (int i = 1; i <= CHECKS; i++) {
            RelistingInformer.Position before = watch.position();
            main.added(pod("new" + i, "n" + i, 10 + i));
            await().until(() -> !watch.position().equals(before));

            look(1_000 + i, added(11 + i));
        }

        assertThat(lists()).isEqualTo(1);
        assertThat(log.lines()).isEmpty();
        assertThat(probe.heard())
                .as("and what it reports is not taken for everything")
                .isEqualTo(heard);
    }

    @Test
    void relistsOnceIfTheWatchDoesNotMoveThoughThereIsNews() {
        for (int i = 1; lists() == 1 && i <= CHECKS; i++) {
            look(1_000 + i, added(11));
            if (i == 6) {
                server.pods().thenList(1_100, pod("web", "u0", 4), pod("late", "u1", 11));
                await().until(() -> lists() == 2);
            }
        }

        await().untilAsserted(() -> assertThat(reported).contains("late"));
        assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("does not move"));
    }

    @Test
    void relistsSoonIfTheServerNoLongerRemembersTheVersion() {
        look(1_000, "{\"type\":\"ERROR\",\"object\":" + WatchedApiServer.status(410) + "}\n");
        assertThat(lists()).isEqualTo(1);
        look(1_001, "{\"type\":\"ERROR\",\"object\":" + WatchedApiServer.status(410) + "}\n");

        server.pods().thenList(1_100, pod("late", "u1", 11));
        await().untilAsserted(() -> assertThat(reported).contains("late"));
    }

    /** The events since may be the whole cluster. */
    @Test
    void readsOnlyTheBeginningOfOneEvent() {
        look(1_000, added(11) + "\",\"name\":\"" + "x".repeat(SecondWatch.MOST_BYTES));
        awaitOneWatch();
        look(1_001, " ".repeat(10 * SecondWatch.MOST_BYTES));
        awaitOneWatch();

        assertThat(lists()).isEqualTo(1);
    }

    @Test
    void aWatchThatLacksNothingHasHeardEverything() {
        now = now.plus(Duration.ofSeconds(2));
        server.pods().thenList(1_000);
        probe.probe(Optional.empty(), now);
        Moment asked = now;
        now = now.plus(Duration.ofMillis(500));
        CompletableFuture<Void> doubt = CompletableFuture.runAsync(() -> probe.probe(Optional.empty(), now));
        server.pods().awaitWatch().end();
        doubt.join();

        assertThat(probe.heard()).contains(asked);
    }

    /** While it moves it gets there by itself; a list would be more work for who is behind by too much of it. */
    @Test
    void relistsForAnAwaitedConsistentListOnlyIfTheWatchDoesNotMove() {
        now = now.plus(Duration.ofSeconds(2));
        server.pods().thenList(1_000);
        probe.probe(Optional.of(now), now);
        main.added(pod("new", "n", 11));
        await().until(() -> reported.contains("new"));
        now = now.plus(Duration.ofMillis(500));
        probe.probe(Optional.of(now), now);
        assertThat(lists()).isEqualTo(1);

        server.pods().thenList(1_001);
        probe.probe(Optional.of(now), now);
        now = now.plus(Duration.ofMillis(500));
        server.pods().thenList(1_002);
        probe.probe(Optional.of(now.plus(Duration.ofMillis(-500))), now);
        await().until(() -> lists() == 2);
    }

    @Test
    void doesNotLogAFailureAfterClose() {
        server.goAway();
        probe.close();
        probe.probe(Optional.empty(), now.plus(Duration.ofSeconds(10)));
        assertThat(log.lines())
                .filteredOn(line -> line.contains("cannot be measured"))
                .isEmpty();
    }

    @Test
    void logsAFailureOnceBeforeClose() {
        server.goAway();
        probe.probe(Optional.empty(), now.plus(Duration.ofSeconds(10)));
        assertThat(log.lines())
                .filteredOn(line -> line.contains("cannot be measured"))
                .hasSize(1);
        server.comeBack();
    }

    private final class Listener implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            reported.add(pod.getMetadata().getName());
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {}

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {}
    }
}
