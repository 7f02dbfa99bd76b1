package dev.evenkeel.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Between evenkeel and the API server, on loopback and in clear: makes watches late, drops the answers to bindings after the
 * API server has acted, or delays them. One request a connection, and a client that does not read holds up no other.
 */
final class ApiProxy implements AutoCloseable {

    private final URI server;
    private final SSLContext trust;
    private final ServerSocket socket;
    private final ExecutorService pumps = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger bindings = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();

    private volatile Duration watchDelay = Duration.ZERO;
    private volatile Duration bindDelay = Duration.ZERO;
    private volatile int keptOf = 1;
    private volatile boolean readsCut;

    /** A proxy that changes nothing yet, for whoever has this identity. */
    ApiProxy(Kubeconfig identity) {
        this.server = identity.server();
        try {
            this.trust = Certificates.trusting(identity.authority());
            this.socket = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        pumps.execute(this::accept);
    }

    /** The same identity by way of this proxy. */
    Kubeconfig through(Path file, Kubeconfig identity) {
        return Kubeconfig.write(
                file, URI.create("http://127.0.0.1:" + socket.getLocalPort()), identity.authority(), identity.token());
    }

    /** From now on lasting watches, those under way too, tell everything so much later; short looks do not. */
    void delayWatches(Duration delay) {
        watchDelay = delay;
    }

    /** From now on each binding is answered so much later than the API server does. */
    void delayBindings(Duration delay) {
        bindDelay = delay;
    }

    /** From now on of so many bindings one is answered, and the answers to the others are lost; 1 loses none. */
    void answerOneBindingOf(int many) {
        keptOf = many;
    }

    /** From now on no read is answered, and no watch begins; those under way go on. */
    void cutReads() {
        readsCut = true;
    }

    /** How many answers were lost. */
    int dropped() {
        return dropped.get();
    }

    /** Changes nothing from now on. */
    void calm() {
        watchDelay = Duration.ZERO;
        bindDelay = Duration.ZERO;
        keptOf = 1;
        readsCut = false;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                pumps.execute(() -> serve(client));
            } catch (IOException closed) {
                // By close().
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var upstream = (SSLSocket) trust.getSocketFactory().createSocket(server.getHost(), server.getPort())) {
            var head = head(client.getInputStream());
            if (head.isEmpty() || (readsCut && head.startsWith("GET"))) {
                return;
            }
            var request = head.substring(0, head.indexOf("\r\n"));
            upstream.getOutputStream().write(forwarded(head).getBytes(StandardCharsets.ISO_8859_1));
            pumps.execute(() -> pump(client, upstream));
            answer(request, upstream.getInputStream(), client.getOutputStream());
        } catch (IOException broken) {
            // Either side has hung up, and the other is hung up on.
        }
    }

    /** A request is the last of its connection, unless it turns it into another kind. */
    private static String forwarded(String head) {
        return head.toLowerCase(Locale.ROOT).contains("\r\nupgrade:")
                ? head
                : head.replaceAll("(?i)\r\nConnection:[^\r]*", "")
                        .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
    }

    private void answer(String request, InputStream from, OutputStream to) throws IOException {
        if (request.startsWith("POST") && request.contains("/binding")) {
            var answer = from.readAllBytes();
            if (bindings.getAndIncrement() % keptOf != 0) {
                dropped.incrementAndGet();
                return;
            }
            try (var late = new LateAnswer(to)) {
                late.write(bindDelay, answer);
            }
        } else if (request.contains("watch=") && !request.contains("timeoutSeconds=1&")) {
            try (var late = new LateAnswer(to)) {
                var buffer = new byte[1 << 16];
                for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                    late.write(watchDelay, Arrays.copyOf(buffer, read));
                }
            }
        } else {
            from.transferTo(to);
        }
    }

    /** What one client is told, in the order in which it is written. Closed, it waits until all is told. */
    private static final class LateAnswer implements AutoCloseable {
        private final OutputStream to;
        private final ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
        private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
        private long due = System.nanoTime();

        LateAnswer(OutputStream to) {
            this.to = to;
        }

        void write(Duration delay, byte[] bytes) {
            waiting.add(bytes);
            // Whichever turn comes first writes what was first: a delay that was shortened lets nothing overtake.
            Callable<Boolean> turn = () -> {
                to.write(waiting.remove());
                to.flush();
                return true;
            };
            long now = System.nanoTime();
            due = Math.max(due, now + delay.toNanos());
            var _ = clock.schedule(turn, due - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            clock.close();
        }
    }

    private static void pump(Socket client, Socket upstream) {
        try {
            client.getInputStream().transferTo(upstream.getOutputStream());
            upstream.close();
        } catch (IOException over) {
            // The answer decides when the connection ends.
        }
    }

    /** A request's head up to its empty line; empty if there is none. */
    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.write(c);
            var bytes = head.size();
            if (c == '\n'
                    && bytes >= 4
                    && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pumps.shutdownNow();
    }
}
