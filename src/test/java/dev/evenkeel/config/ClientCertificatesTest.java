package dev.evenkeel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has to show a certificate, and what the settings must say for it. */
class ClientCertificatesTest {
    private static final String OPEN = "0.0.0.0";
    private static final String LOOPBACK = "127.0.0.1";

    /** What a bucket comes to. */
    private record Bucket(boolean keyStore, boolean trustStore, boolean trustAll) {
        static final Bucket WHOLE = new Bucket(true, true, false);

        TlsConfiguration configuration() {
            return new BaseTlsConfiguration() {
                @Override
                public @Nullable KeyCertOptions getKeyStoreOptions() {
                    return keyStore ? new PemKeyCertOptions() : null;
                }

                @Override
                public @Nullable TrustOptions getTrustStoreOptions() {
                    return trustStore ? new PemTrustOptions() : null;
                }

                @Override
                public boolean isTrustAll() {
                    return trustAll;
                }
            };
        }
    }

    private record Registry(Optional<TlsConfiguration> bucket) implements TlsConfigurationRegistry {
        @Override
        public Optional<TlsConfiguration> get(String name) {
            return bucket.filter(_ -> name.equals("extender"));
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return Optional.empty();
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            throw new UnsupportedOperationException();
        }
    }

    private static ClientCertificates with(
            String host, String insecure, String insecureRequests, Optional<Bucket> bucket) {
        return new ClientCertificates(
                Settings.of(Map.of("evenkeel.insecure", insecure)),
                host,
                Optional.of("extender"),
                Optional.of(insecureRequests),
                new Registry(bucket.map(Bucket::configuration)));
    }

    private static ClientCertificates open(Bucket bucket) {
        return with(OPEN, "false", "disabled", Optional.of(bucket));
    }

    private static HttpServerOptions server(String host) {
        return new HttpServerOptions().setHost(host).setTrustOptions(new PemTrustOptions());
    }

    // ---- the server's options

    @ParameterizedTest
    @ValueSource(strings = {OPEN, "::", "192.0.2.1"})
    void requiresCertificatesOnOpenAddresses(String host) {
        HttpServerOptions server = server(host);

        open(Bucket.WHOLE).customizeHttpsServer(server);

        assertThat(server.getClientAuth()).isEqualTo(ClientAuth.REQUIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {LOOPBACK, "127.0.0.2", "::1", "localhost"})
    void requiresNoCertificatesOnLoopback(String host) {
        HttpServerOptions server = server(host);

        open(Bucket.WHOLE).customizeHttpsServer(server);
        open(Bucket.WHOLE).customizeHttpServer(server);

        assertThat(server.getClientAuth()).isEqualTo(ClientAuth.NONE);
    }

    @Test
    void requiresNoCertificatesIfInsecure() {
        ClientCertificates insecure = with(OPEN, "true", "enabled", Optional.empty());
        HttpServerOptions server = server(OPEN);

        insecure.customizeHttpsServer(server);
        insecure.customizeHttpServer(server);

        assertThat(server.getClientAuth()).isEqualTo(ClientAuth.NONE);
        assertThat(insecure.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enabled", "redirect"})
    void refusesAnOpenAddressWithoutTls(String insecureRequests) {
        ClientCertificates certificates = with(OPEN, "false", insecureRequests, Optional.of(Bucket.WHOLE));

        assertThatIllegalStateException()
                .isThrownBy(() -> certificates.customizeHttpServer(server(OPEN)))
                .withMessageContaining("quarkus.http.host=0.0.0.0")
                .withMessageContaining("without TLS");
    }

    @Test
    void refusesAnOpenAddressWithoutACa() {
        HttpServerOptions server = new HttpServerOptions().setHost(OPEN);

        assertThatIllegalStateException()
                .isThrownBy(() -> open(Bucket.WHOLE).customizeHttpsServer(server))
                .withMessageContaining("without the CA of the schedulers' certificates");
    }

    // ---- the settings

    @Test
    void acceptsACompleteTlsBucket() {
        assertThat(open(Bucket.WHOLE).complaints()).isEmpty();
    }

    @Test
    void namesAMissingCa() {
        assertThat(open(new Bucket(true, false, false)).complaints()).containsExactly("""
                quarkus.tls.extender.trust-store is not there: expected the CA of the schedulers' certificates (in the \
                environment, QUARKUS_TLS__EXTENDER__TRUST_STORE_PEM_CERTS), or evenkeel.insecure=true""");
    }

    @Test
    void aMissingBucketIsNamedAsItIsSetInTheEnvironment() {
        assertThat(with(OPEN, "false", "disabled", Optional.empty()).complaints())
                .hasSize(2)
                .anyMatch(complaint -> complaint.contains("QUARKUS_TLS__EXTENDER__KEY_STORE_PEM__0__CERT"))
                .anyMatch(complaint -> complaint.contains("QUARKUS_TLS__EXTENDER__TRUST_STORE_PEM_CERTS"));
    }

    @Test
    void refusesTrustAll() {
        assertThat(open(new Bucket(true, true, true)).complaints())
                .containsExactly("quarkus.tls.extender.trust-all=true: expected false, or everybody may bind pods");
    }

    @ParameterizedTest
    @ValueSource(strings = {"enabled", "redirect"})
    void refusesInsecureRequestsBesideTls(String insecureRequests) {
        assertThat(with(OPEN, "false", insecureRequests, Optional.of(Bucket.WHOLE))
                        .complaints())
                .containsExactly("quarkus.http.insecure-requests=" + insecureRequests + ": expected disabled with TLS");
    }

    @Test
    void needsNothingOnLoopback() {
        assertThat(with(LOOPBACK, "false", "enabled", Optional.empty()).complaints())
                .isEmpty();
    }
}
