package dev.evenkeel.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Where the extender listens by default: on loopback, unless TLS is configured or
 * {@code evenkeel.insecure=true}. Whoever can reach a bind endpoint can bind pods ({@link ClientCertificates}).
 */
public final class ListenAddress implements ConfigSourceFactory {
    public static final String HOST = "quarkus.http.host";
    public static final String TLS = "quarkus.http.tls-configuration-name";
    static final String INSECURE = "evenkeel.insecure";
    public static final String PORT = "quarkus.http.port";

    static final String LOOPBACK = "127.0.0.1";
    static final String EVERYWHERE = "0.0.0.0";
    static final String DEFAULT_PORT = "8888";

    /** Below every place where a user may set it, application.properties (250) included. */
    private static final int ORDINAL = 200;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return List.of(new PropertiesConfigSource(
                defaults(isSet(context, TLS), isTrue(context, INSECURE)), "evenkeel listen address", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }

    static Map<String, String> defaults(boolean tls, boolean insecure) {
        Map<String, String> defaults = new HashMap<>();
        defaults.put(HOST, tls || insecure ? EVERYWHERE : LOOPBACK);
        defaults.put(PORT, DEFAULT_PORT);
        if (tls) {
            defaults.put("quarkus.http.ssl-port", DEFAULT_PORT);
            // Else the same endpoints would also be open without TLS.
            defaults.put(ClientCertificates.INSECURE_REQUESTS, "disabled");
        }
        return defaults;
    }

    /** Whether only processes of this machine, or of this pod, reach it; true of every address of a name. */
    static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isSet(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        return value != null && value.getValue() != null && !value.getValue().isBlank();
    }

    /** Wrong values are refused rather than taken for false: the setting opens a port. */
    private static boolean isTrue(ConfigSourceContext context, String name) {
        if (!isSet(context, name)) {
            return false;
        }
        String value = context.getValue(name).getValue().strip().toLowerCase(Locale.ROOT);
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + "=" + value + ": expected true or false");
        };
    }
}
