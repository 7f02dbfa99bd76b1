package dev.evenkeel.kubernetes.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A watch that {@link WatchedApiServer} has taken up; it says what the test lets it say. */
final class WatchStream {
    /** How the events of a watch travel. */
    enum Transport {
        WEB_SOCKET,
        HTTP
    }

    private final WatchConnection connection;
    private final Transport transport;

    private WatchStream(WatchConnection connection, Transport transport) {
        this.connection = connection;
        this.transport = transport;
    }

    static WatchStream start(WatchConnection connection, WatchConnection.Request request) throws IOException {
        Transport transport = request.wantsWebSocket() ? Transport.WEB_SOCKET : Transport.HTTP;
        switch (transport) {
            case WEB_SOCKET -> connection.startFrames(request);
            case HTTP -> connection.startChunks();
        }
        return new WatchStream(connection, transport);
    }

    Transport transport() {
        return transport;
    }

    void added(HasMetadata object) {
        say(event("ADDED", object));
    }

    void modified(HasMetadata object) {
        say(event("MODIFIED", object));
    }

    void deleted(HasMetadata object) {
        say(event("DELETED", object));
    }

    void bookmark(String kind, long version) {
        say("""
                {"type":"BOOKMARK","object":{"kind":"%s","apiVersion":"v1","metadata":{"resourceVersion":"%d"}}}""".formatted(kind, version));
    }

    void error(int code) {
        say("{\"type\":\"ERROR\",\"object\":" + WatchedApiServer.status(code) + "}");
    }

    void say(String event) {
        byte[] bytes = bytes(event);
        send(bytes, bytes.length);
    }

    /** Half of what would add an object. */
    void addedHalf(HasMetadata object) {
        byte[] bytes = bytes(event("ADDED", object));
        send(bytes, bytes.length / 2);
    }

    private static String event(String type, HasMetadata object) {
        return "{\"type\":\"" + type + "\",\"object\":" + Serialization.asJson(object) + "}";
    }

    private byte[] bytes(String event) {
        return switch (transport) {
            case WEB_SOCKET -> event.getBytes(StandardCharsets.UTF_8);
            case HTTP -> (event + "\n").getBytes(StandardCharsets.UTF_8);
        };
    }

    private void send(byte[] bytes, int upTo) {
        attempt(() -> {
            switch (transport) {
                case WEB_SOCKET -> connection.frame(bytes, upTo);
                case HTTP -> connection.chunk(bytes, upTo);
            }
        });
    }

    /** Ends it as an API server does whose time for one watch is over. */
    void end() {
        attempt(() -> {
            switch (transport) {
                case WEB_SOCKET -> connection.endFrames();
                case HTTP -> {
                    connection.endChunks();
                    connection.close();
                }
            }
        });
    }

    void cut() {
        attempt(connection::cut);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
