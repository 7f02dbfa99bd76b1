package dev.evenkeel.extender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * An extender that lets everything pass, binds nothing, and keeps the first of the calls that are wanted, byte for
 * byte. The first part of the path that it is called under names the setting; a pod whose name was generated goes by
 * what its name begins with.
 */
public final class CallRecorder implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<Path> wanted;
    private final HttpServer server;

    /**
     * @param wanted the calls to keep, by {@link Golden#file}
     */
    public CallRecorder(Set<Path> wanted) {
        this.wanted = Set.copyOf(wanted);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** The urlPrefix for calls under a setting. */
    public String urlPrefix(String setting) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + setting;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            JsonNode call = JSON.readTree(body);
            keep(path[1], path[2], call, body);
            byte[] answer = JSON.writeValueAsBytes(answer(path[2], call));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private synchronized void keep(String setting, String verb, JsonNode call, byte[] body) throws IOException {
        Path file = Golden.file(setting, verb, pod(verb, call));
        if (wanted.contains(file) && !Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.write(file, body);
        }
    }

    private static String pod(String verb, JsonNode call) {
        if (verb.equals("bind")) {
            return call.path("PodName").asText();
        }
        JsonNode metadata = call.at("/Pod/metadata");
        return metadata.has("generateName")
                ? metadata.path("generateName").asText().replaceFirst("-$", "")
                : metadata.path("name").asText();
    }

    private static JsonNode answer(String verb, JsonNode call) {
        return switch (verb) {
            case "filter" -> everyNode(call);
            case "prioritize" -> sameScores(call);
            case "preempt" -> everyCandidate(call);
            default -> JSON.createObjectNode().put("Error", "the call is recorded and not followed");
        };
    }

    private static ObjectNode everyNode(JsonNode call) {
        ObjectNode answer = JSON.createObjectNode();
        answer.set("NodeNames", call.path("NodeNames"));
        answer.set("Nodes", call.path("Nodes"));
        return answer;
    }

    private static ArrayNode sameScores(JsonNode call) {
        ArrayNode answer = JSON.createArrayNode();
        call.path("NodeNames")
                .forEach(name -> answer.addObject().put("Host", name.asText()).put("Score", 1));
        return answer;
    }

    private static ObjectNode everyCandidate(JsonNode call) {
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode candidates = answer.putObject("NodeNameToMetaVictims");
        call.path("NodeNameToMetaVictims").properties().forEach(node -> candidates.set(node.getKey(), node.getValue()));
        call.path("NodeNameToVictims")
                .properties()
                .forEach(node -> candidates.set(node.getKey(), uids(node.getValue())));
        return answer;
    }

    private static ObjectNode uids(JsonNode victims) {
        ObjectNode meta = JSON.createObjectNode();
        ArrayNode pods = meta.putArray("Pods");
        victims.path("Pods").forEach(pod -> pods.addObject().set("UID", pod.at("/metadata/uid")));
        meta.set("NumPDBViolations", victims.path("NumPDBViolations"));
        return meta;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
