package dev.evenkeel.rehearse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.api.Binder;
import dev.evenkeel.extender.BadCallException;
import dev.evenkeel.extender.Extender;
import dev.evenkeel.extender.Verb;
import dev.evenkeel.metrics.DecisionMetrics;
import dev.evenkeel.placement.Arbitration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Evenkeel's verbs on a loopback port of its own. */
final class ExtenderServer implements AutoCloseable {
    /** Answers a call of one path. */
    interface Answering {
        byte[] answer(String path, byte[] body) throws BadCallException;
    }

    private static final int NAMES_PER_CALL = 1_000;

    /** What it was called with: paths, then bodies. */
    final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    private final HttpServer server;
    private final int status;
    private final Answering answering;

    private ExtenderServer(int status, Answering answering) throws IOException {
        this.status = status;
        this.answering = answering;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    static ExtenderServer of(Arbitration arbitration, Binder binder) throws IOException {
        Extender extender = new Extender(
                OneCluster.RULES,
                arbitration,
                binder,
                new DecisionMetrics(new SimpleMeterRegistry()),
                _ -> {},
                NAMES_PER_CALL);
        return new ExtenderServer(
                200,
                (path, body) -> extender.call(
                        Verb.valueOf(path.substring(path.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT)), body));
    }

    static ExtenderServer answering(int status, String answer) throws IOException {
        return new ExtenderServer(status, (path, body) -> answer.getBytes(StandardCharsets.UTF_8));
    }

    URI prefix() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/extender");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            calls.add(exchange.getRequestMethod() + " " + path);
            calls.add(new String(body, StandardCharsets.UTF_8));
            byte[] answer = answering.answer(path, body);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (BadCallException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
