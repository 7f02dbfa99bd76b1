package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach the API server: by the kubeconfig that was named, else by the service account of the pod that this runs
 * in. A kubeconfig in the home directory is never used by default: an extender must not bind pods of whichever cluster
 * was last looked at.
 */
public final class KubernetesAccess {
    /** A page of a list may take long on a busy API server; without a limit a list could wait for ever. */
    private static final Duration PAGE_TIME = Duration.ofSeconds(30);

    /** An API server sends a bookmark about once a minute. */
    private static final Duration WATCH_SILENCE = Duration.ofMinutes(5);

    /** A connection for small requests may be silent for this many deadlines. */
    private static final int SILENT_DEADLINES = 5;

    private static final String KUBECONFIG = "KUBECONFIG";
    private static final String SERVICE_HOST = "KUBERNETES_SERVICE_HOST";

    private final Config config;

    private KubernetesAccess(Config config) {
        this.config = config;
    }

    /**
     * Finds how to reach the API server, without connecting.
     *
     * @param named the kubeconfig set in evenkeel's own configuration, which takes precedence over the environment's
     * @throws IllegalStateException if there is no way, with what to do about it
     */
    public static KubernetesAccess find(Optional<String> named, Map<String, String> environment) {
        Optional<String> kubeconfig =
                named.or(() -> Optional.ofNullable(environment.get(KUBECONFIG))).filter(path -> !path.isBlank());
        if (kubeconfig.isPresent()) {
            return new KubernetesAccess(fromFile(Path.of(kubeconfig.get())));
        }
        if (environment.containsKey(SERVICE_HOST)) {
            return new KubernetesAccess(inCluster());
        }
        throw new IllegalStateException(
                "evenkeel.source=kubernetes, but there is no cluster: set evenkeel.kubeconfig or "
                        + KUBECONFIG + " to a kubeconfig, or run it in a cluster (" + SERVICE_HOST
                        + " is not set). To try it without a cluster: evenkeel.source=file.");
    }

    private static Config fromFile(Path kubeconfig) {
        if (!Files.isReadable(kubeconfig)) {
            throw new IllegalStateException("the kubeconfig " + kubeconfig + " does not exist or cannot be read");
        }
        return ClientKey.readable(Config.fromKubeconfig(kubeconfig.toFile()), kubeconfig);
    }

    private static Config inCluster() {
        System.setProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false");
        return Config.autoConfigure(null);
    }

    /** A client for lists, watches and reads. */
    public KubernetesClient forReading() {
        Config patient = new ConfigBuilder(config)
                .withRequestTimeout(Math.toIntExact(PAGE_TIME.toMillis()))
                .build();
        return new WatchLoop().client(patient, WATCH_SILENCE);
    }

    /**
     * A client that sends every request once.
     *
     * @param deadline of the API server; the client itself waits a little longer, so that it gets the answer about
     *     that, and five times as long for the rest of an answer that has begun
     */
    public KubernetesClient forBindings(Duration deadline) {
        Config once = new ConfigBuilder(config)
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(Math.toIntExact(deadline.plusMillis(500).toMillis()))
                .withConnectionTimeout(Math.toIntExact(deadline.toMillis()))
                .build();
        return new KubernetesClientBuilder()
                .withConfig(once)
                .withHttpClientFactory(new ApiConnections(deadline.multipliedBy(SILENT_DEADLINES)))
                .build();
    }
}
