package dev.evenkeel.kubernetes.watch;

import static dev.evenkeel.kubernetes.watch.WatchedObjects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kubernetes.WatchLoop;
import dev.evenkeel.kubernetes.watch.WatchStream.Transport;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RelistingInformerTest {

    /** As when a large cluster is listed for longer than an instance waits before it lists again. */
    @Test
    void startsEvenIfRelistedBeforeItsFirstList() {
        Names reported = new Names();
        try (WatchedApiServer server = new WatchedApiServer(Transport.WEB_SOCKET);
                WatchLoop loop = new WatchLoop();
                KubernetesClient client = loop.client(
                        new ConfigBuilder(Config.empty())
                                .withMasterUrl(server.url())
                                .build(),
                        Duration.ofMinutes(5));
                RelistingInformer<Pod> watch = new RelistingInformer<>(
                        "pods", () -> client.pods().inAnyNamespace().runnableInformer(0), Pod::new, reported)) {
            CompletableFuture<Void> started = watch.start();
            awaitLists(server, 1);
            int beginning = watch.relist();
            awaitLists(server, 2);
            assertThat(started).isNotDone();

            server.pods().thenList(10, pod("web-0", "u0", 4)).thenList(10, pod("web-0", "u0", 4));
            assertThat(started).succeedsWithin(Duration.ofSeconds(10));
            assertThat(watch.hasStarted(beginning)).isTrue();
            assertThat(reported.names).containsExactly("web-0");
        }
    }

    private static void awaitLists(WatchedApiServer server, int lists) {
        Awaitility.await("lists")
                .atMost(Duration.ofSeconds(10))
                .until(() -> server.pods().lists().size() == lists);
    }

    private static final class Names implements ResourceEventHandler<Pod> {
        final Queue<String> names = new ConcurrentLinkedQueue<>();

        @Override
        public void onAdd(Pod pod) {
            names.add(pod.getMetadata().getName());
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            onAdd(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            names.remove(pod.getMetadata().getName());
        }
    }
}
