package dev.evenkeel.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.rule.Annotations;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The part of an API server that takes merge patches of pods' annotations, over real HTTP, and no other request: it
 * refuses those that name another version or UID than the pod's, and reports what has changed.
 */
final class PodStore implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, PodPicture> pods = new HashMap<>();
    private final List<Long> patches = new ArrayList<>();
    private final Consumer<PodPicture> watch;
    private boolean forbidding;

    PodStore(Consumer<PodPicture> watch) throws IOException {
        this.watch = watch;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/api/v1/namespaces/" + PodPicture.DEFAULT_NAMESPACE + "/pods/", this::patch);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The pod is there, and the watch has reported it. */
    synchronized void put(PodPicture pod) {
        pods.put(pod.name(), pod);
        watch.accept(pod);
    }

    /** Another writer changes a pod, and the watch has not reported it yet. */
    synchronized void changeUnseen(String name, UnaryOperator<PodPicture> change) {
        PodPicture pod = pod(name);
        pods.put(name, change.apply(pod).version(pod.version() + 1));
    }

    /** A pod is deleted, and the watch has not reported it yet. */
    synchronized void removeUnseen(String name) {
        pods.remove(name);
    }

    /** The watch reports everything that there is. */
    synchronized void tell() {
        pods.values().forEach(watch);
    }

    synchronized void forbid(boolean forbid) {
        forbidding = forbid;
    }

    synchronized PodPicture pod(String name) {
        return Optional.ofNullable(pods.get(name)).orElseThrow();
    }

    /** What the pods cost that say so. */
    synchronized Map<String, String> costs() {
        Map<String, String> costs = new HashMap<>();
        pods.forEach((name, pod) -> Optional.ofNullable(pod.settings().get(Annotations.DELETION_COST))
                .ifPresent(cost -> costs.put(name, cost)));
        return costs;
    }

    /** When each patch came, by {@link System#nanoTime}. */
    synchronized List<Long> patches() {
        return List.copyOf(patches);
    }

    private void patch(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String name = exchange.getRequestURI().getPath().replaceAll(".*/", "");
            int status = exchange.getRequestMethod().equals("PATCH")
                    ? patch(name, JSON.readTree(body).path("metadata"))
                    : HttpURLConnection.HTTP_BAD_METHOD;
            String answer = status == 200
                    ? "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"}}".formatted(name)
                    : Serialization.asJson(new StatusBuilder()
                            .withStatus("Failure")
                            .withCode(status)
                            .build());
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized int patch(String name, JsonNode patch) {
        patches.add(System.nanoTime());
        @Nullable PodPicture pod = pods.get(name);
        if (forbidding) {
            return 403;
        }
        if (pod == null) {
            return 404;
        }
        if (!patch.path("uid").asText().equals(pod.uid())
                || patch.path("resourceVersion").asLong() != pod.version()) {
            return 409;
        }
        Map<String, String> annotations = new HashMap<>(pod.settings());
        patch.path("annotations").properties().forEach(annotation -> {
            if (annotation.getValue().isNull()) {
                annotations.remove(annotation.getKey());
            } else {
                annotations.put(annotation.getKey(), annotation.getValue().asText());
            }
        });
        PodPicture patched = pod.withoutAnnotations().version(pod.version() + 1);
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            patched = patched.annotated(annotation.getKey(), annotation.getValue());
        }
        put(patched);
        return 200;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
