package dev.evenkeel.kubernetes.watch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One connection of a client to {@link WatchedApiServer}, byte by byte, so that it can break anywhere: HTTP/1.1,
 * chunks, and text frames of a WebSocket (RFC 6455).
 */
final class WatchConnection implements Closeable {
    private static final String CRLF = "\r\n";
    private static final int TEXT_FRAME = 0x81;
    private static final int CLOSE_FRAME = 0x88;
    private static final int TWO_BYTES_OF_LENGTH = 126;
    private static final int EIGHT_BYTES_OF_LENGTH = 127;
    private static final int CLOSED_NORMALLY = 1000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    WatchConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /**
     * A GET.
     *
     * @param headers by their names in lower case
     */
    record Request(String path, Map<String, String> query, Map<String, String> headers) {
        boolean wantsWebSocket() {
            return headers.containsKey("sec-websocket-key");
        }

        boolean isWatch() {
            return "true".equals(query.get("watch"));
        }
    }

    /** The next request; empty if the client has closed. */
    Optional<Request> read() throws IOException {
        String first = line();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        URI uri = URI.create(first.split(" ", -1)[1]);
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return Optional.of(new Request(uri.getPath(), query(uri), headers));
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(Objects.requireNonNullElse(uri.getRawQuery(), "").split("&", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(
                        pair -> pair[0],
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                        (one, other) -> other,
                        TreeMap::new));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = in.read();
        }
        return line.toString().stripTrailing();
    }

    void answer(int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        head(status, "Content-Type: application/json", "Content-Length: " + bytes.length);
        out.write(bytes);
        out.flush();
    }

    /** Promises a whole body and sends half of it. */
    void answerHalf(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        head(200, "Content-Type: application/json", "Content-Length: " + bytes.length);
        out.write(bytes, 0, bytes.length / 2);
        out.flush();
    }

    private void head(int status, String... headers) throws IOException {
        out.writeBytes("HTTP/1.1 " + status + " so" + CRLF + String.join(CRLF, headers) + CRLF + CRLF);
    }

    // ---- a stream in chunks

    void startChunks() throws IOException {
        head(200, "Content-Type: application/json", "Transfer-Encoding: chunked", "Connection: close");
        out.flush();
    }

    /** The beginning of a chunk that holds these bytes, or all of it. */
    void chunk(byte[] bytes, int upTo) throws IOException {
        out.writeBytes(Integer.toHexString(bytes.length) + CRLF);
        out.write(bytes, 0, upTo);
        if (upTo == bytes.length) {
            out.writeBytes(CRLF);
        }
        out.flush();
    }

    void endChunks() throws IOException {
        out.writeBytes("0" + CRLF + CRLF);
        out.flush();
    }

    // ---- a stream over a WebSocket

    void startFrames(Request request) throws IOException {
        String key = request.headers().get("sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        head(
                101,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(sha1(key)));
        out.flush();
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has it", e);
        }
    }

    /** The beginning of a frame that holds these bytes, or all of it. */
    void frame(byte[] bytes, int upTo) throws IOException {
        out.write(TEXT_FRAME);
        if (bytes.length < TWO_BYTES_OF_LENGTH) {
            out.write(bytes.length);
        } else if (bytes.length <= 0xFFFF) {
            out.write(TWO_BYTES_OF_LENGTH);
            out.writeShort(bytes.length);
        } else {
            out.write(EIGHT_BYTES_OF_LENGTH);
            out.writeLong(bytes.length);
        }
        out.write(bytes, 0, upTo);
        out.flush();
    }

    void endFrames() throws IOException {
        out.write(CLOSE_FRAME);
        out.write(Short.BYTES);
        out.writeShort(CLOSED_NORMALLY);
        out.flush();
    }

    // ---- the end

    /** Waits until the client says something, which on a watch can only be that it closes, or is gone. */
    void awaitEnd() throws IOException {
        in.read();
    }

    /** Breaks the connection: whatever the client waits for does not come, and no goodbye either. */
    void cut() throws IOException {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // It is closed already.
        }
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
