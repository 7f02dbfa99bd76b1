package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The one thread on which watches are started, read and handled.
 *
 * <p>A watch that another thread starts may lose its first events: the client starts to listen only after it has the
 * connection, and by then the API server may have sent some. On the thread that also reads the connection that cannot
 * happen. It is a separate thread so that long lists do not delay the requests of schedulers.
 */
public final class WatchLoop implements Executor, AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setUseDaemonThread(true)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private final Context context = vertx.getOrCreateContext();

    /**
     * A client whose watches run here.
     *
     * @param silence after which a connection is closed
     */
    public KubernetesClient client(Config config, Duration silence) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new ApiConnections(vertx, silence))
                .withTaskExecutor(this)
                .build();
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    /** Ends the thread; watches that run here hear nothing more. */
    @Override
    public void close() {
        var _ = vertx.close();
    }
}
