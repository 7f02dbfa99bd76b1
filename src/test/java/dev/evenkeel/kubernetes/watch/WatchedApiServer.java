package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.kubernetes.watch.WatchConnection.Request;
import dev.evenkeel.kubernetes.watch.WatchStream.Transport;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An API server whose lists and watches follow a script, and which remembers what it was asked. A list
 * waits until the script has an answer for it. A watch is taken up unless the script refuses it.
 */
final class WatchedApiServer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Resource pods = new Resource("PodList");
    private final Resource nodes = new Resource("NodeList");
    private final Resource claims = new Resource("PersistentVolumeClaimList");
    private final Resource services = new Resource("ServiceList");
    private final Resource controllers = new Resource("ReplicationControllerList");
    private final Resource replicaSets = new Resource("ReplicaSetList");
    private final Resource statefulSets = new Resource("StatefulSetList");
    private final Map<String, Resource> byPath = Map.of(
            "/api/v1/pods", pods,
            "/api/v1/nodes", nodes,
            "/api/v1/persistentvolumeclaims", claims,
            "/api/v1/services", services,
            "/api/v1/replicationcontrollers", controllers,
            "/apis/apps/v1/replicasets", replicaSets,
            "/apis/apps/v1/statefulsets", statefulSets);
    private final Transport transport;
    private final int port;

    private Door door;
    /** Each connection with the thread that serves it. */
    private final Map<WatchConnection, Thread> connections = new ConcurrentHashMap<>();

    WatchedApiServer(Transport transport) {
        this.transport = transport;
        this.door = open(0);
        this.port = door.socket.getLocalPort();
    }

    Resource pods() {
        return pods;
    }

    Resource nodes() {
        return nodes;
    }

    Resource claims() {
        return claims;
    }

    Resource services() {
        return services;
    }

    Resource controllers() {
        return controllers;
    }

    Resource replicaSets() {
        return replicaSets;
    }

    Resource statefulSets() {
        return statefulSets;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Breaks all connections and takes no more. */
    void goAway() {
        try {
            door.close();
            for (Map.Entry<WatchConnection, Thread> each : connections.entrySet()) {
                each.getKey().cut();
                each.getValue().interrupt();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes connections again. */
    void comeBack() {
        door = open(port);
    }

    @Override
    public void close() {
        goAway();
    }

    /** A Status object that says that something failed. */
    static String status(int code) {
        return """
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"scripted","code":%d}""".formatted(code);
    }

    /** Where connections come in. */
    private record Door(ServerSocket socket, Thread porter) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
            try {
                // The port is not free before.
                porter.join();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }

    private Door open(int port) {
        try {
            ServerSocket socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            return new Door(socket, Thread.ofVirtual().start(() -> accept(socket)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket accepting) {
        try {
            while (!accepting.isClosed()) {
                Socket socket = accepting.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket socket) {
        try (WatchConnection connection = new WatchConnection(socket)) {
            connections.put(connection, Thread.currentThread());
            try {
                while (serveNext(connection)) {
                    // until the client has closed, or a watch was all that this connection was for
                }
            } finally {
                connections.remove(connection);
            }
        } catch (IOException e) {
            // Cut by either side.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean serveNext(WatchConnection connection) throws IOException, InterruptedException {
        @Nullable Request request = connection.read().orElse(null);
        if (request == null) {
            return false;
        }
        @Nullable Resource resource = byPath.get(request.path());
        if (resource == null) {
            connection.answer(404, status(404));
            return true;
        }
        if (!request.isWatch()) {
            return resource.list(connection, request);
        }
        if (request.wantsWebSocket() && transport == Transport.HTTP) {
            // As kubectl proxy does, which knows no WebSockets: the client then asks for the same as a plain stream.
            connection.answer(200, "{}");
            return true;
        }
        return resource.watch(connection, request);
    }

    /** Pods, or nodes. */
    static final class Resource {
        /** In the place of a status: the watch is not refused. */
        private static final int TAKEN_UP = 0;

        private interface Answer {
            /** Returns whether the connection can continue. */
            boolean give(WatchConnection connection) throws IOException;
        }

        private final String kind;
        private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        private final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();
        private final Set<String> expired = ConcurrentHashMap.newKeySet();
        private final AtomicInteger open = new AtomicInteger();
        private final BlockingQueue<WatchStream> streams = new LinkedBlockingQueue<>();
        private final List<Map<String, String>> lists = new CopyOnWriteArrayList<>();
        private final List<Map<String, String>> watches = new CopyOnWriteArrayList<>();

        private Resource(String kind) {
            this.kind = kind;
        }

        // ---- the script

        Resource thenList(long version, HasMetadata... items) {
            return thenPage(version, "", items);
        }

        /** A list that continues where {@code more} says. */
        Resource thenPage(long version, String more, HasMetadata... items) {
            return then(connection -> {
                connection.answer(200, page(version, more, items));
                return true;
            });
        }

        Resource thenStatus(int code) {
            return then(connection -> {
                connection.answer(code, status(code));
                return true;
            });
        }

        /** A list that breaks off in the middle. */
        Resource thenHalfAList(long version, HasMetadata... items) {
            return then(connection -> {
                connection.answerHalf(page(version, "", items));
                connection.cut();
                return false;
            });
        }

        private Resource then(Answer answer) {
            answers.add(answer);
            return this;
        }

        /** The next watch that is asked for and not refused yet is. */
        Resource refuseWatch(int code) {
            refusals.add(code);
            return this;
        }

        /** From now on a watch from this version is refused as too old, before it begins. */
        Resource expire(long version) {
            expired.add(Long.toString(version));
            return this;
        }

        private String page(long version, String more, HasMetadata... items) {
            String all = Arrays.stream(items).map(Serialization::asJson).collect(Collectors.joining(","));
            return """
                    {"kind":"%s","apiVersion":"v1","metadata":{"resourceVersion":"%d","continue":"%s"},"items":[%s]}""".formatted(kind, version, more, all);
        }

        // ---- what was asked

        /** The query of each list so far. */
        List<Map<String, String>> lists() {
            return List.copyOf(lists);
        }

        /** The query of each watch so far, refused ones included. */
        List<Map<String, String>> watches() {
            return List.copyOf(watches);
        }

        /** From which version on each watch so far was asked for. */
        List<String> watchedFrom() {
            return watches.stream()
                    .map(query -> query.getOrDefault("resourceVersion", ""))
                    .toList();
        }

        /** How many watches are open. */
        int open() {
            return open.get();
        }

        /** The next watch that is taken up. */
        WatchStream awaitWatch() {
            try {
                @Nullable WatchStream stream = streams.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (stream == null) {
                    throw new AssertionError("no watch was asked for; lists: " + lists + ", watches: " + watches);
                }
                return stream;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        // ---- serving

        private boolean list(WatchConnection connection, Request request) throws IOException, InterruptedException {
            lists.add(request.query());
            return answers.take().give(connection);
        }

        private boolean watch(WatchConnection connection, Request request) throws IOException {
            watches.add(request.query());
            int refusal = refusal(request);
            if (refusal != TAKEN_UP) {
                connection.answer(refusal, status(refusal));
                return true;
            }
            WatchStream stream = WatchStream.start(connection, request);
            open.incrementAndGet();
            streams.add(stream);
            try {
                connection.awaitEnd();
            } finally {
                open.decrementAndGet();
            }
            return false;
        }

        private int refusal(Request request) {
            if (expired.contains(request.query().getOrDefault("resourceVersion", ""))) {
                return HttpURLConnection.HTTP_GONE;
            }
            return Objects.requireNonNullElse(refusals.poll(), TAKEN_UP);
        }
    }
}
