package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.kubernetes.WatchLoop;
import dev.evenkeel.kubernetes.watch.WatchStream.Transport;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.function.Consumer;

/** A feed between an API server that follows a script and a cluster that remembers what it is reported. */
final class WatchRig implements AutoCloseable {
    private final WatchLoop loop = new WatchLoop();
    private final WatchedApiServer server;
    private final WatchedCluster cluster = new WatchedCluster();
    private final KubernetesClient client;
    private final KubernetesFeed feed;

    WatchRig() {
        this(Transport.WEB_SOCKET);
    }

    WatchRig(Transport transport) {
        this(transport, Duration.ofMinutes(1));
    }

    /**
     * One whose feed has a patience of its own.
     *
     * @param silence how long nothing may be heard of a watch before it is given up
     */
    WatchRig(Transport transport, Duration silence) {
        server = new WatchedApiServer(transport);
        client = loop.client(
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(server.url())
                        // As usual, but with shorter pauses.
                        .withWatchReconnectInterval(5)
                        .withRequestRetryBackoffInterval(1)
                        .build(),
                Duration.ofMinutes(5));
        feed = new KubernetesFeed(client, new RuleReader(RuleLimits.DEFAULTS), silence);
    }

    WatchedApiServer server() {
        return server;
    }

    WatchedApiServer.Resource pods() {
        return server.pods();
    }

    WatchedApiServer.Resource nodes() {
        return server.nodes();
    }

    WatchedApiServer.Resource services() {
        return server.services();
    }

    WatchedApiServer.Resource claims() {
        return server.claims();
    }

    WatchedCluster cluster() {
        return cluster;
    }

    WatchRig start() {
        return start(cluster);
    }

    WatchRig start(Consumer<ClusterEvent> events) {
        feed.start(events);
        return this;
    }

    @Override
    public void close() {
        feed.close();
        client.close();
        loop.close();
        server.close();
    }
}
