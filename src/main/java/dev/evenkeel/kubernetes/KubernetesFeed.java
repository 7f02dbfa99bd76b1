package dev.evenkeel.kubernetes;

import dev.evenkeel.placement.ClusterEvent;
import dev.evenkeel.placement.ClusterFeed;
import dev.evenkeel.placement.RuleReader;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ExceptionHandler;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server's lists and watches of pods and nodes. Lists are consistent (no resourceVersion), so that they never go
 * back in time; a watch that breaks is taken up again for ever.
 */
public final class KubernetesFeed implements ClusterFeed {
    /** Objects in one page of a list. */
    static final long PAGE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesFeed.class);

    private final KubernetesClient client;
    private final RuleReader rules;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    public KubernetesFeed(KubernetesClient client, RuleReader rules) {
        this.client = client;
        this.rules = rules;
    }

    @Override
    public void start(Consumer<ClusterEvent> events) {
        SharedIndexInformer<Node> nodes = client.nodes().withLimit(PAGE).runnableInformer(0);
        SharedIndexInformer<Pod> pods =
                client.pods().inAnyNamespace().withLimit(PAGE).runnableInformer(0);
        CompletableFuture.allOf(
                        watch(nodes, new KnownIdentities<>(Node::new), new NodeEvents(events)),
                        watch(pods, new KnownIdentities<>(Pod::new), new PodEvents(rules, events)))
                .thenRun(() -> events.accept(new ClusterEvent.Synced()))
                .exceptionally(KubernetesFeed::stoppedEarly);
    }

    private static @Nullable Void stoppedEarly(Throwable failure) {
        LOG.debug("The watch ended before it was complete", failure);
        return null;
    }

    private <T extends HasMetadata> CompletableFuture<Void> watch(
            SharedIndexInformer<T> informer, KnownIdentities<T> known, ResourceEventHandler<T> handler) {
        informers.add(informer);
        // An initial state, though empty, makes the informer list without resourceVersion 0 and report its start only
        // after the handler has been told everything.
        informer.initialState(Stream.empty());
        informer.itemStore(known);
        informer.exceptionHandler(new KeepTrying());
        informer.addEventHandler(handler);
        return informer.start().toCompletableFuture();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }

    /** The API server may be away for as long as it likes, at the start too. */
    private static final class KeepTrying implements ExceptionHandler {
        @Override
        public boolean retryAfterException(boolean started, Throwable failure) {
            LOG.warn("Listing or watching failed, trying again: {}", failure.toString());
            return true;
        }
    }
}
