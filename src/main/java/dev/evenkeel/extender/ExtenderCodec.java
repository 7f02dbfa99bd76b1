package dev.evenkeel.extender;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
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
 * Bytes to calls, answers to bytes; decides nothing. The types of k8s.io/kube-scheduler/extender/v1 carry no JSON tags,
 * so keys are Go's field names as they are; unknown keys are passed over.
 */
public final class ExtenderCodec {
    private static final String NO_NODE_NAMES =
            "NodeNames: expected the names of the nodes, found none; set nodeCacheCapable: true for this extender in the"
                    + " KubeSchedulerConfiguration";

    private final JsonFactory json = new JsonFactory();

    /** Reads what filter and prioritize are called with. */
    public NodesCall readNodesCall(byte[] body) throws BadCallException {
        NodesCallJson call = new NodesCallJson();
        read(body, call);
        if (call.nodeNames == null) {
            throw new BadCallException(NO_NODE_NAMES);
        }
        return new NodesCall(required(call.pod), call.nodeNames);
    }

    /** Reads what bind is called with. */
    public BindCall readBindCall(byte[] body) throws BadCallException {
        BindCallJson call = new BindCallJson();
        read(body, call);
        return call.build();
    }

    /** Reads what preempt is called with. */
    public PreemptCall readPreemptCall(byte[] body) throws BadCallException {
        PreemptCallJson call = new PreemptCallJson();
        read(body, call);
        if (call.candidates == null) {
            throw new BadCallException(
                    "NodeNameToMetaVictims: expected victims by node, found none; set nodeCacheCapable: true for this"
                            + " extender in the KubeSchedulerConfiguration");
        }
        return new PreemptCall(required(call.pod), call.candidates);
    }

    /** ExtenderFilterResult. */
    public byte[] write(FilterAnswer answer) {
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
    public byte[] write(List<String> nodeNames, ToIntFunction<Integer> scoreByIndex) {
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

    /** ExtenderBindingResult, and what an answer with an error alone looks like for every verb but prioritize. */
    public byte[] writeError(String error) {
        return write(out -> {
            out.writeStartObject();
            out.writeStringField("Error", error);
            out.writeEndObject();
        });
    }

    /** ExtenderPreemptionResult: the candidates that remain, each with the victims that it came with. */
    public byte[] write(Map<String, PreemptCall.Victims> candidates) {
        return write(out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("NodeNameToMetaVictims");
            for (Map.Entry<String, PreemptCall.Victims> candidate : candidates.entrySet()) {
                out.writeObjectFieldStart(candidate.getKey());
                writeVictims(out, candidate.getValue());
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    private static void writeVictims(JsonGenerator out, PreemptCall.Victims victims) throws IOException {
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

    private void read(byte[] body, JsonFields.Reader reader) throws BadCallException {
        try (JsonParser parser = json.createParser(body)) {
            if (parser.nextToken() == null) {
                throw new BadCallException("body: expected a JSON object, found nothing");
            }
            JsonFields.read(parser, "body", reader);
            if (parser.nextToken() != null) {
                throw new BadCallException("body: expected nothing after the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new BadCallException("body: expected JSON; " + e.getOriginalMessage() + " at byte "
                    + e.getLocation().getByteOffset());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    private static final class NodesCallJson implements JsonFields.Reader {
        @Nullable
        Pod pod;

        @Nullable
        List<String> nodeNames;

        @Override
        public void read(String field, JsonParser json) throws IOException, BadCallException {
            switch (field) {
                case "Pod" -> pod = readPod(json);
                case "NodeNames" -> nodeNames = names(json);
                default -> json.skipChildren();
            }
        }

        private static @Nullable List<String> names(JsonParser json) throws IOException, BadCallException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            List<String> names = new ArrayList<>();
            JsonFields.readArray(json, "NodeNames", element -> names.add(JsonFields.text(element, "NodeNames")));
            return names;
        }
    }

    private static final class BindCallJson implements JsonFields.Reader {
        String name = "";
        String namespace = "";
        String uid = "";
        String node = "";

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

        BindCall build() throws BadCallException {
            if (name.isEmpty() || namespace.isEmpty() || uid.isEmpty() || node.isEmpty()) {
                throw new BadCallException("expected PodName, PodNamespace, PodUID and Node, found '" + name + "', '"
                        + namespace + "', '" + uid + "', '" + node + "'");
            }
            return new BindCall(new PodId(namespace, name, uid), node);
        }
    }

    private static final class PreemptCallJson implements JsonFields.Reader {
        @Nullable
        Pod pod;

        @Nullable
        Map<String, PreemptCall.Victims> candidates;

        @Override
        public void read(String field, JsonParser json) throws IOException, BadCallException {
            switch (field) {
                case "Pod" -> pod = readPod(json);
                case "NodeNameToMetaVictims" -> candidates = candidates(json);
                default -> json.skipChildren();
            }
        }

        private static @Nullable Map<String, PreemptCall.Victims> candidates(JsonParser json)
                throws IOException, BadCallException {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            Map<String, PreemptCall.Victims> candidates = new LinkedHashMap<>();
            JsonFields.read(json, "NodeNameToMetaVictims", (node, parser) -> candidates.put(node, victims(parser)));
            return candidates;
        }

        private static PreemptCall.Victims victims(JsonParser json) throws IOException, BadCallException {
            List<String> uids = new ArrayList<>();
            long[] violations = {0};
            JsonFields.read(json, "victims", (field, parser) -> {
                switch (field) {
                    case "Pods" -> JsonFields.readArray(parser, "Pods", element -> uids.add(uid(element)));
                    case "NumPDBViolations" -> violations[0] = JsonFields.number(parser, "NumPDBViolations");
                    default -> parser.skipChildren();
                }
            });
            return new PreemptCall.Victims(uids, violations[0]);
        }

        private static String uid(JsonParser json) throws IOException, BadCallException {
            String[] uid = {""};
            JsonFields.read(json, "Pods", (field, parser) -> {
                if (field.equals("UID")) {
                    uid[0] = JsonFields.text(parser, "UID");
                } else {
                    parser.skipChildren();
                }
            });
            return uid[0];
        }
    }

    private static @Nullable Pod readPod(JsonParser json) throws IOException, BadCallException {
        return json.currentToken() == JsonToken.VALUE_NULL ? null : PodJson.read(json);
    }
}
