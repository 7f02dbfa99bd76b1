package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.evenkeel.extender.KeyStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiProxyTest {
    /** More than a system keeps for a client that does not read. */
    private static final int FLOOD = 32 << 20;

    private final CountDownLatch flooded = new CountDownLatch(1);

    @TempDir
    Path folder;

    private HttpsServer server;
    private ApiProxy proxy;
    private URI front;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        Path keys = folder.resolve("keys.p12");
        KeyStores.make(keys);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/little", exchange -> answer(exchange, "little".getBytes(StandardCharsets.UTF_8)));
        server.createContext("/much", exchange -> {
            answer(exchange, new byte[FLOOD]);
            flooded.countDown();
        });
        server.createContext("/calmed", this::calmBetween);
        server.start();
        URI behind = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
        Kubeconfig account =
                Kubeconfig.write(folder.resolve("account"), behind, folder.resolve("authority.pem"), "token");
        proxy = new ApiProxy(account);
        front = proxy.through(folder.resolve("proxied"), account).server();
    }

    private SSLContext context(Path keys) throws IOException, GeneralSecurityException {
        char[] password = KeyStores.PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance(keys.toFile(), password);
        String certificate = Base64.getMimeEncoder()
                .encodeToString(store.getCertificate("extender").getEncoded());
        Files.writeString(
                folder.resolve("authority.pem"),
                "-----BEGIN CERTIFICATE-----\n" + certificate + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void answer(HttpExchange exchange, byte[] bytes) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void calmBetween(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("before".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            // The proxy has it by then, and keeps it back.
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            proxy.calm();
            exchange.getResponseBody().write("after".getBytes(StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.stop(0);
    }

    private Socket ask(String path) throws IOException {
        Socket socket = new Socket(front.getHost(), front.getPort());
        socket.setSoTimeout(Math.toIntExact(Duration.ofSeconds(10).toMillis()));
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: api\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aClientThatDoesNotReadHoldsUpNoOther() throws IOException, InterruptedException {
        try (Socket idle = ask("/much?watch=true");
                Socket reader = ask("/little?watch=true")) {
            assertThat(flooded.await(10, TimeUnit.SECONDS)).isTrue();
            try (Socket late = ask("/little?watch=true")) {
                assertThat(read(late)).endsWith("little");
            }
            assertThat(read(reader)).endsWith("little");
            assertThat(idle.isClosed()).isFalse();
        }
    }

    @Test
    void delayedEventsKeepTheirOrder() throws IOException {
        proxy.delayWatches(Duration.ofSeconds(2));
        try (Socket watch = ask("/calmed?watch=true")) {
            assertThat(read(watch)).startsWith("HTTP/1.1 200").containsSubsequence("before", "after");
        }
    }
}
