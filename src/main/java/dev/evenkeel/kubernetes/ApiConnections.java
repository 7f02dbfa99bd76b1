package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.netty.handler.ssl.DelegatingSslContext;
import io.vertx.core.Vertx;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;

/**
 * Connections to the API server. One that is silent for long is closed: the client's own time-out covers an answer only
 * up to its first line, and without this it would wait for the rest for ever.
 *
 * <p>They offer ChaCha20-Poly1305 before AES. Of these two Go's servers take what a client offers first (crypto/tls,
 * cipher_suites.go), and a server that supports AES only still gets it.
 *
 * <p>AES-GCM is fast where it is compiled to the processor's own instructions, and about six times slower than ChaCha20
 * where it is not: in code that a JVM's second compiler has not reached yet. That is the case at every start, with the
 * lists of the whole cluster.
 */
final class ApiConnections extends VertxHttpClientFactory {
    /** Of TLS 1.3, and of 1.2 with forward secrecy. */
    private static final List<String> CHA_CHA = List.of(
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Duration silence;

    /**
     * With its own event loops.
     *
     * @param silence after which a connection is closed
     */
    ApiConnections(Duration silence) {
        this.silence = silence;
    }

    ApiConnections(Vertx vertx, Duration silence) {
        super(vertx);
        this.silence = silence;
    }

    @Override
    protected void additionalConfig(WebClientOptions options) {
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setIdleTimeout(Math.toIntExact(silence.toMillis()));
        if (options.getSslEngineOptions() instanceof JdkSSLEngineOptions usual) {
            options.setSslEngineOptions(new Reordered(usual));
        }
    }

    private static final class Reordered extends JdkSSLEngineOptions {
        private final JdkSSLEngineOptions usual;

        Reordered(JdkSSLEngineOptions usual) {
            this.usual = usual;
        }

        @Override
        public JdkSSLEngineOptions copy() {
            return this;
        }

        @Override
        public SslContextFactory sslContextFactory() {
            SslContextFactory contexts = usual.sslContextFactory();
            return () -> new DelegatingSslContext(contexts.create()) {
                @Override
                protected void initEngine(SSLEngine engine) {
                    engine.setEnabledCipherSuites(chaChaFirst(engine));
                }
            };
        }
    }

    /** Netty does not enable ChaCha20 by itself. */
    private static String[] chaChaFirst(SSLEngine engine) {
        Set<String> supported = Set.of(engine.getSupportedCipherSuites());
        return Stream.concat(
                        CHA_CHA.stream().filter(supported::contains), Arrays.stream(engine.getEnabledCipherSuites()))
                .distinct()
                .toArray(String[]::new);
    }
}
