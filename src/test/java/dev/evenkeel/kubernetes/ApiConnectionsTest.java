package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.evenkeel.extender.KeyStores;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of clients against servers of which one says which cipher suite was agreed upon. */
class ApiConnectionsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void usesChaChaIfTheServerTakesTheFirstOfferedCipher(String protocol) throws Exception {
        try (AutoCloseable _ = serving(new String[] {protocol}, Optional.empty())) {
            assertThat(agreed(access -> access.forBindings(Duration.ofSeconds(2))))
                    .contains("CHACHA20_POLY1305");
            assertThat(agreed(KubernetesAccess::forReading)).contains("CHACHA20_POLY1305");
        }
    }

    @Test
    void usesAesIfTheServerSupportsAesOnly() throws Exception {
        try (AutoCloseable _ = serving(new String[] {"TLSv1.3"}, Optional.of("TLS_AES_128_GCM_SHA256"))) {
            assertThat(agreed(KubernetesAccess::forReading)).isEqualTo("TLS_AES_128_GCM_SHA256");
        }
    }

    @Test
    void closesAConnectionWhoseAnswerStopsHalfway() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.startVirtualThread(() -> answerHalf(server));
            Path kubeconfig =
                    Kubeconfigs.write(folder.resolve("kubeconfig"), "http://127.0.0.1:" + server.getLocalPort());
            KubernetesAccess access = KubernetesAccess.find(Optional.of(kubeconfig.toString()), Map.of());
            try (KubernetesClient client = access.forBindings(Duration.ofMillis(200))) {
                CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> client.raw("/half"));

                assertThat(asked)
                        .failsWithin(Duration.ofSeconds(20))
                        .withThrowableThat()
                        .havingRootCause()
                        .withMessageContaining("closed");
            } finally {
                answering.interrupt();
            }
        }
    }

    /** To each who asks. */
    private static void answerHalf(ServerSocket server) {
        List<Socket> open = new ArrayList<>();
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException over) {
            assertThat(open).isNotEmpty();
        }
    }

    private String agreed(Function<KubernetesAccess, KubernetesClient> which) {
        KubernetesAccess access =
                KubernetesAccess.find(Optional.of(folder.resolve("kubeconfig").toString()), Map.of());
        try (KubernetesClient client = which.apply(access)) {
            return client.raw("/suite");
        }
    }

    private AutoCloseable serving(String[] protocols, Optional<String> suite) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setUseCipherSuitesOrder(false);
                ssl.setProtocols(protocols);
                suite.ifPresent(only -> ssl.setCipherSuites(new String[] {only}));
                parameters.setSSLParameters(ssl);
            }
        });
        server.createContext("/suite", ApiConnectionsTest::saySuite);
        server.start();
        Path kubeconfig = Kubeconfigs.write(
                folder.resolve("kubeconfig"),
                "https://127.0.0.1:" + server.getAddress().getPort());
        Files.writeString(
                kubeconfig,
                Files.readString(kubeconfig).replace("{server:", "{insecure-skip-tls-verify: true, server:"));
        return () -> server.stop(0);
    }

    private SSLContext context() throws Exception {
        Path file = folder.resolve("keys.p12");
        KeyStores.make(file);
        char[] password = KeyStores.PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(file)) {
            keys.load(bytes, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void saySuite(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] suite =
                    ((HttpsExchange) exchange).getSSLSession().getCipherSuite().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, suite.length);
            exchange.getResponseBody().write(suite);
        }
    }
}
