package dev.evenkeel.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;

/** An API server with scripted answers, one for each request, that remembers what it was asked. */
final class FakeApiServer implements AutoCloseable {
    private record Answer(int status, String body) {}

    /** In the place of a status: the connection is closed without an answer. */
    private static final int HANG_UP = 0;

    /** In the place of a status: no answer until the server is closed. */
    private static final int SILENCE = -1;

    private final HttpServer server;
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized FakeApiServer then(int status, String body) {
        answers.add(new Answer(status, body));
        return this;
    }

    FakeApiServer thenStatus(int code, String message) {
        return then(
                code,
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":%d,\"message\":\"%s\"}"
                        .formatted(code, message));
    }

    FakeApiServer thenHangUp() {
        return then(HANG_UP, "");
    }

    FakeApiServer thenSilence() {
        return then(SILENCE, "");
    }

    /** Method, path with query, and body of each request so far. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Waits until there have been so many requests. */
    synchronized void awaitRequests(int many) {
        try {
            while (requests.size() < many) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer answer = next(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            if (answer.status == SILENCE) {
                closing.await();
            } else if (answer.status != HANG_UP) {
                byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(answer.status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Answer next(String request) {
        requests.add(request);
        notifyAll();
        Answer answer = answers.poll();
        return answer == null ? new Answer(500, "{}") : answer;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
