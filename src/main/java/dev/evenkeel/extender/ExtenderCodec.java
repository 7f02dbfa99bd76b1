package dev.evenkeel.extender;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to arguments, results to bytes; decides nothing. The types of k8s.io/kube-scheduler/extender/v1 have no JSON
 * tags, so keys are Go's field names; unknown keys are ignored.
 */
public final class ExtenderCodec {
    private static final String NO_NODE_NAMES =
            "NodeNames: expected the names of the nodes, found none; set nodeCacheCapable: true for this extender in the"
                    + " KubeSchedulerConfiguration";

    /** Another reader might take the other value of a key that is given twice. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final int namesPerCall;

    /**
     * @param namesPerCall the most nodes that one call may name
     */
    public ExtenderCodec(int namesPerCall) {
        this.namesPerCall = namesPerCall;
    }

    /** ExtenderArgs, of filter and prioritize. */
    public ExtenderArgs readArgs(byte[] body) throws BadCallException {
        ArgsJson args = new ArgsJson(body, namesPerCall);
        read(body, args);
        if (args.nodeNames == null) {
            throw new BadCallException(NO_NODE_NAMES);
        }
        return new ExtenderArgs(required(args.pod), args.nodeNames);
    }

    /** ExtenderBindingArgs, of bind. */
    public ExtenderBindingArgs readBindingArgs(byte[] body) throws BadCallException {
        BindingArgsJson args = new BindingArgsJson();
        read(body, args);
        return args.build();
    }

    /** ExtenderPreemptionArgs, of preempt. */
    public ExtenderPreemptionArgs readPreemptionArgs(byte[] body) throws BadCallException {
        PreemptionArgsJson args = new PreemptionArgsJson(namesPerCall);
        read(body, args);
        if (args.candidates == null) {
            throw new BadCallException(
                    "NodeNameToMetaVictims: expected victims by node, found none; set nodeCacheCapable: true for this"
                            + " extender in the KubeSchedulerConfiguration");
        }
        return new ExtenderPreemptionArgs(required(args.pod), args.candidates);
    }

    /** ExtenderFilterResult. */
    public static byte[] write(ExtenderFilterResult answer) {
        return write(out -> {
            out.writeStartObject();
            writeNames(out, "NodeNames", answer.nodeNames());
            out.writeObjectFieldStart("FailedAndUnresolvableNodes");
            for (Map.Entry<String, String> node : answer.unresolvable().entrySet()) {
                out.writeStringField(node.getKey(), node.getValue());
            }
            out.writeEndObject();
            out.writeStringField("Error", answer.error());
            out.writeEndObject();
        });
    }

    /** HostPriorityList. */
    public static byte[] write(List<String> nodeNames, ToIntFunction<Integer> scoreByIndex) {
        return write(out -> {
            out.writeStartArray();
            for (int i = 0; i < nodeNames.size(); i++) {
                out.writeStartObject();
                out.writeStringField("Host", nodeNames.get(i));
                out.writeNumberField("Score", scoreByIndex.applyAsInt(i));
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /** ExtenderBindingResult, which is also an answer with only an error for every verb but prioritize. */
    public static byte[] writeError(String error) {
        return write(out -> {
            out.writeStartObject();
            out.writeStringField("Error", error);
            out.writeEndObject();
        });
    }

    /** ExtenderPreemptionResult: the candidates that remain, each with its victims. */
    public static byte[] write(Map<String, ExtenderPreemptionArgs.Victims> candidates) {
        return write(out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("NodeNameToMetaVictims");
            for (Map.Entry<String, ExtenderPreemptionArgs.Victims> candidate : candidates.entrySet()) {
                out.writeObjectFieldStart(candidate.getKey());
                writeVictims(out, candidate.getValue());
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    private static void writeVictims(JsonGenerator out, ExtenderPreemptionArgs.Victims victims) throws IOException {
        out.writeArrayFieldStart("Pods");
        for (String uid : victims.uids()) {
            out.writeStartObject();
            out.writeStringField("UID", uid);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeNumberField("NumPDBViolations", victims.pdbViolations());
    }

    private static void writeNames(JsonGenerator out, String field, List<String> names) throws IOException {
        out.writeArrayFieldStart(field);
        for (String name : names) {
            out.writeString(name);
        }
        out.writeEndArray();
    }

    private static Pod required(@Nullable Pod pod) throws BadCallException {
        if (pod == null) {
            throw new BadCallException("Pod: expected a pod, found none");
        }
        return pod;
    }

    private static void read(byte[] body, JsonFields.Reader reader) throws BadCallException {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == null) {
                throw new BadCallException("body: expected a JSON object, found nothing");
            }
            JsonFields.read(parser, "body", reader);
            if (parser.nextToken() != null) {
                throw new BadCallException("body: expected nothing after the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new BadCallException("body: expected JSON; " + e.getOriginalMessage() + position(e.getLocation()));
        } catch (IOException e) {
            // It is read from memory, so these are bytes that are not text.
            throw new BadCallException("body: expected JSON; " + e.getMessage());
        }
    }

    private static String position(@Nullable JsonLocation location) {
        return location == null ? "" : " at byte " + location.getByteOffset();
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    private static @Nullable Pod readPod(JsonParser json) throws IOException, BadCallException {
        return json.currentToken() == JsonToken.VALUE_NULL ? null : PodJson.read(json);
    }

    /** Checked before a name is kept. */
    private static void requireRoom(String field, int names, int limit) throws BadCallException {
        if (names >= limit) {
            throw new BadCallException(
                    field + ": expected at most " + limit + " nodes (evenkeel.limits.names-per-request), found more");
        }
    }

    private static final class ArgsJson implements JsonFields.Reader {
        private final byte[] body;
        private final int limit;

        @Nullable
        Pod pod;

        @Nullable
        NodeNames nodeNames;

        ArgsJson(byte[] body, int limit) {
            this.body = body;
            this.limit = limit;
        }

        @Override
        public void read(String field, JsonParser json) throws IOException, BadCallException {
            switch (field) {
                case "Pod" -> pod = readPod(json);
                case "NodeNames" -> nodeNames = names(json);
                default -> json.skipChildren();
            }
        }

        private @Nullable NodeNames names(JsonParser json) throws IOException, BadCallException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            int begin = Math.toIntExact(json.currentTokenLocation().getByteOffset());
            @Nullable NodeNames plain = NodeNames.scan(body, begin, limit);
            if (plain != null) {
                json.skipChildren();
                return plain;
            }
            List<String> names = new ArrayList<>();
            JsonFields.readArray(json, "NodeNames", element -> {
                requireRoom("NodeNames", names.size(), limit);
                names.add(Names.node("NodeNames", JsonFields.text(element, "NodeNames")));
            });
            return NodeNames.of(names);
        }
    }

    private static final class BindingArgsJson implements JsonFields.Reader {
        private String name = "";
        private String namespace = "";
        private String uid = "";
        private String node = "";

        @Override
        public void read(String field, JsonParser json) throws IOException, BadCallException {
            switch (field) {
                case "PodName" -> name = JsonFields.text(json, field);
                case "PodNamespace" -> namespace = JsonFields.text(json, field);
                case "PodUID" -> uid = JsonFields.text(json, field);
                case "Node" -> node = JsonFields.text(json, field);
                default -> json.skipChildren();
            }
        }

        ExtenderBindingArgs build() throws BadCallException {
            PodId pod = Names.pod("PodNamespace, PodName and PodUID", namespace, name, uid);
            return new ExtenderBindingArgs(pod, Names.node("Node", node));
        }
    }

    private static final class PreemptionArgsJson implements JsonFields.Reader {
        private final int limit;

        @Nullable
        Pod pod;

        @Nullable
        Map<String, ExtenderPreemptionArgs.Victims> candidates;

        PreemptionArgsJson(int limit) {
            this.limit = limit;
        }

        @Override
        public void read(String field, JsonParser json) throws IOException, BadCallException {
            switch (field) {
                case "Pod" -> pod = readPod(json);
                case "NodeNameToMetaVictims" -> candidates = candidates(json);
                default -> json.skipChildren();
            }
        }

        private @Nullable Map<String, ExtenderPreemptionArgs.Victims> candidates(JsonParser json)
                throws IOException, BadCallException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            Map<String, ExtenderPreemptionArgs.Victims> candidates = new LinkedHashMap<>();
            JsonFields.read(json, "NodeNameToMetaVictims", (node, parser) -> {
                requireRoom("NodeNameToMetaVictims", candidates.size(), limit);
                candidates.put(Names.node("NodeNameToMetaVictims", node), new VictimsJson().of(parser));
            });
            return candidates;
        }
    }

    private static final class VictimsJson implements JsonFields.Reader {
        private final List<String> uids = new ArrayList<>();
        private long pdbViolations;

        ExtenderPreemptionArgs.Victims of(JsonParser json) throws IOException, BadCallException {
            JsonFields.read(json, "the victims of a node", this);
            return new ExtenderPreemptionArgs.Victims(uids, pdbViolations);
        }

        @Override
        public void read(String field, JsonParser json) throws IOException, BadCallException {
            switch (field) {
                case "Pods" ->
                    JsonFields.readArray(json, "Pods", pod -> JsonFields.read(pod, "Pods", this::readVictim));
                case "NumPDBViolations" -> pdbViolations = JsonFields.number(json, "NumPDBViolations");
                default -> json.skipChildren();
            }
        }

        private void readVictim(String field, JsonParser json) throws IOException, BadCallException {
            if (field.equals("UID")) {
                uids.add(Names.uid("UID", JsonFields.text(json, "UID")));
            } else {
                json.skipChildren();
            }
        }
    }
}
