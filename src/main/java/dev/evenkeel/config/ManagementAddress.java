package dev.evenkeel.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Where the management port listens by default: in a pod on all its addresses, since the kubelet's probes and
 * Prometheus come from outside; elsewhere on loopback. It is read-only, but names pods of all namespaces.
 */
public final class ManagementAddress implements ConfigSourceFactory {
    static final String HOST = "quarkus.management.host";

    /** Set by the kubelet in each container. */
    static final String IN_A_POD = "KUBERNETES_SERVICE_HOST";

    /** As {@link ListenAddress}: below every place where a user may set it. */
    private static final int ORDINAL = 200;

    private final Map<String, String> environment;

    /** By the environment of this process. */
    public ManagementAddress() {
        this(System.getenv());
    }

    ManagementAddress(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String host = environment.containsKey(IN_A_POD) ? ListenAddress.EVERYWHERE : ListenAddress.LOOPBACK;
        return List.of(new PropertiesConfigSource(Map.of(HOST, host), "evenkeel management address", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }
}
