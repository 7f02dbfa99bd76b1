package dev.evenkeel.config;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every client of the extender can bind pods. So where it listens on other addresses than loopback, each client has to
 * show a certificate of a CA that the settings name, and nothing is answered without TLS. The server's options are set
 * here, after everything else, since {@code quarkus.http.ssl.client-auth} is fixed when Quarkus builds. Only
 * {@code evenkeel.insecure=true} turns this off. The management port is not affected.
 */
@Singleton
public final class ClientCertificates implements HttpServerOptionsCustomizer {
    static final String INSECURE_REQUESTS = "quarkus.http.insecure-requests";

    private static final Logger LOG = LoggerFactory.getLogger(ClientCertificates.class);

    private final boolean insecure;
    private final String host;
    private final Optional<String> bucket;
    private final Optional<String> insecureRequests;
    private final TlsConfigurationRegistry registry;

    /**
     * Reads the settings.
     *
     * @param host where the extender listens
     * @param bucket the TLS bucket that it serves with
     * @param insecureRequests how calls without TLS are handled
     * @param registry all buckets
     */
    ClientCertificates(
            EvenkeelConfig config,
            @ConfigProperty(name = ListenAddress.HOST) String host,
            @ConfigProperty(name = ListenAddress.TLS) Optional<String> bucket,
            @ConfigProperty(name = INSECURE_REQUESTS) Optional<String> insecureRequests,
            TlsConfigurationRegistry registry) {
        this.insecure = config.insecure();
        this.host = host;
        this.bucket = bucket;
        this.insecureRequests = insecureRequests;
        this.registry = registry;
    }

    /** Which settings keep the extender from requiring certificates where it has to; empty if none do. */
    public List<String> complaints() {
        if (bucket.isEmpty() || !isOpen(host)) {
            return List.of();
        }
        List<String> complaints = new ArrayList<>();
        String inEnvironment =
                "QUARKUS_TLS__" + bucket.get().replaceAll("\\W", "_").toUpperCase(Locale.ROOT) + "__";
        Optional<TlsConfiguration> tls = registry.get(bucket.get());
        if (tls.map(TlsConfiguration::getKeyStoreOptions).isEmpty()) {
            complaints.add(expected(
                    "key-store",
                    "a certificate and its key",
                    inEnvironment + "KEY_STORE_PEM__0__CERT and " + inEnvironment + "KEY_STORE_PEM__0__KEY"));
        }
        if (tls.map(TlsConfiguration::isTrustAll).orElse(false)) {
            complaints.add(
                    "quarkus.tls." + bucket.get() + ".trust-all=true: expected false, or everybody may bind pods");
        } else if (tls.map(TlsConfiguration::getTrustStoreOptions).isEmpty()) {
            complaints.add(expected(
                    "trust-store", "the CA of the schedulers' certificates", inEnvironment + "TRUST_STORE_PEM_CERTS"));
        }
        if (!isTlsAlone()) {
            complaints.add(
                    INSECURE_REQUESTS + "=" + insecureRequests.orElse("enabled") + ": expected disabled with TLS");
        }
        return complaints;
    }

    private boolean isTlsAlone() {
        return insecureRequests.filter("disabled"::equalsIgnoreCase).isPresent();
    }

    private String expected(String store, String what, String inEnvironment) {
        return "quarkus.tls." + bucket.orElseThrow() + "." + store + " is not there: expected " + what
                + " (in the environment, " + inEnvironment + "), or " + ListenAddress.INSECURE + "=true";
    }

    /** With TLS. */
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (isOpen(options.getHost())) {
            // Without a CA of its own the server would accept the JDK's, which sign for anybody.
            refuseIf(options.getTrustOptions() == null, "without the CA of the schedulers' certificates");
            options.setClientAuth(ClientAuth.REQUIRED);
        }
    }

    /** Without TLS. */
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        // Quarkus makes these options in any case, and a server of them unless that is disabled.
        refuseIf(isOpen(options.getHost()) && !isTlsAlone(), "without TLS");
        if (insecure && !ListenAddress.isLoopback(options.getHost())) {
            LOG.warn("{}=true: whoever reaches {} can bind pods", ListenAddress.INSECURE, options.getHost());
        }
    }

    private void refuseIf(boolean refused, String why) {
        if (refused) {
            throw new IllegalStateException(ListenAddress.HOST + "=" + host + ": expected a loopback address " + why
                    + ", or " + ListenAddress.INSECURE + "=true");
        }
    }

    /** Whether other machines reach this address, and their clients have to show a certificate. */
    private boolean isOpen(String address) {
        return !insecure && !ListenAddress.isLoopback(address);
    }
}
