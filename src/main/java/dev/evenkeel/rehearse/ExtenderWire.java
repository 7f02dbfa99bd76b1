package dev.evenkeel.rehearse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.cluster.AntiAffinityTerm;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What kube-scheduler sends and expects: the types of {@code k8s.io/kube-scheduler/extender/v1}, which carry no JSON
 * tags, so that keys are Go's field names; {@code nodeCacheCapable: true}.
 */
final class ExtenderWire {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    // Trees only: binding to classes would need reflection.
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ExtenderWire() {}

    /** ExtenderArgs. */
    static String args(PodObject pod, List<String> nodes) {
        ObjectNode args = JSON.objectNode();
        args.set("Pod", pod(pod));
        args.putNull("Nodes");
        nodes.forEach(args.putArray("NodeNames")::add);
        return args.toString();
    }

    /** ExtenderBindingArgs. */
    static String bindingArgs(PodId pod, String node) {
        return JSON.objectNode()
                .put("PodName", pod.name())
                .put("PodNamespace", pod.namespace())
                .put("PodUID", pod.uid())
                .put("Node", node)
                .toString();
    }

    private static ObjectNode pod(PodObject object) {
        Pod pod = object.pod();
        ObjectNode json = JSON.objectNode();
        json.set("metadata", metadata(pod));
        json.set("spec", spec(object));
        json.putObject("status").put("phase", "Pending");
        return json;
    }

    private static ObjectNode metadata(Pod pod) {
        ObjectNode metadata = JSON.objectNode()
                .put("name", pod.id().name())
                .put("namespace", pod.id().namespace())
                .put("uid", pod.id().uid())
                .put("resourceVersion", Long.toString(pod.version()));
        putUnlessEmpty(metadata, "labels", pod.labels());
        putUnlessEmpty(metadata, "annotations", pod.settings());
        if (pod.belongsToNode() || pod.controller().isPresent()) {
            ObjectNode owner = metadata.putArray("ownerReferences")
                    .addObject()
                    .put("apiVersion", "apps/v1")
                    .put("kind", pod.belongsToNode() ? "DaemonSet" : "ReplicaSet")
                    .put("controller", true);
            pod.controller().ifPresent(uid -> owner.put("uid", uid));
        }
        return metadata;
    }

    private static ObjectNode spec(PodObject object) {
        ObjectNode spec = JSON.objectNode();
        spec.putArray("containers").add(container(object.pod().requests()));
        putUnlessEmpty(spec, "nodeSelector", object.nodeSelector());
        if (!object.pod().antiAffinity().isEmpty()) {
            spec.putObject("affinity").set("podAntiAffinity", antiAffinity(object.pod()));
        }
        return spec.put("schedulerName", object.schedulerName()).put("priority", object.priority());
    }

    /** One container that asks for as much as all of the pod's. */
    private static ObjectNode container(Resources requests) {
        ObjectNode container = JSON.objectNode().put("name", "all");
        container
                .putObject("resources")
                .putObject("requests")
                .put("cpu", requests.milliCpu() + "m")
                .put("memory", Long.toString(requests.memoryBytes()));
        return container;
    }

    private static ObjectNode antiAffinity(Pod pod) {
        ObjectNode antiAffinity = JSON.objectNode();
        ArrayNode terms = antiAffinity.putArray("requiredDuringSchedulingIgnoredDuringExecution");
        for (AntiAffinityTerm term : pod.antiAffinity()) {
            ObjectNode json = terms.addObject().put("topologyKey", term.topologyKey());
            ArrayNode expressions = json.putObject("labelSelector").putArray("matchExpressions");
            term.selector().requirements().forEach(each -> expressions.add(expression(each)));
        }
        return antiAffinity;
    }

    private static ObjectNode expression(Selector.Requirement requirement) {
        ObjectNode expression = JSON.objectNode().put("key", requirement.key());
        switch (requirement) {
            case Selector.In(String key, List<String> values) ->
                values.forEach(expression.put("operator", "In").putArray("values")::add);
            case Selector.NotIn(String key, List<String> values) ->
                values.forEach(expression.put("operator", "NotIn").putArray("values")::add);
            case Selector.Exists(String key) -> expression.put("operator", "Exists");
            case Selector.DoesNotExist(String key) -> expression.put("operator", "DoesNotExist");
        }
        return expression;
    }

    private static void putUnlessEmpty(ObjectNode parent, String field, Labels labels) {
        if (!labels.isEmpty()) {
            ObjectNode object = parent.putObject(field);
            labels.forEach(object::put);
        }
    }

    /**
     * Reads an ExtenderFilterResult.
     *
     * @param asked the nodes of the call; any other in the answer makes it worthless, as for kube-scheduler
     */
    static FilterReply readFilterReply(String body, List<String> asked) throws CallFailedException {
        JsonNode result = read(body);
        String error = result.path("Error").asText("");
        if (!error.isEmpty()) {
            return new FilterReply.Failed(error);
        }
        List<String> feasible = new ArrayList<>();
        result.path("NodeNames").forEach(name -> feasible.add(name.asText()));
        requireSubset(feasible, asked);
        Map<String, String> refused = new HashMap<>();
        addTexts(result.path("FailedNodes"), refused);
        addTexts(result.path("FailedAndUnresolvableNodes"), refused);
        return new FilterReply.Nodes(feasible, refused);
    }

    /** Reads a HostPriorityList. */
    static ScoreReply readScoreReply(String body) throws CallFailedException {
        JsonNode list = read(body);
        if (!list.isArray()) {
            throw undecodable("expected a list of hosts and scores", body);
        }
        Map<String, Integer> scores = new HashMap<>();
        list.forEach(each ->
                scores.put(each.path("Host").asText(""), each.path("Score").asInt(0)));
        return new ScoreReply.Scores(scores);
    }

    /** Reads an ExtenderBindingResult. */
    static BindReply readBindReply(String body) throws CallFailedException {
        String error = read(body).path("Error").asText("");
        return error.isEmpty() ? new BindReply.Bound() : new BindReply.Failed(error);
    }

    private static void requireSubset(List<String> answered, List<String> asked) throws CallFailedException {
        Set<String> known = new HashSet<>(asked);
        for (String node : answered) {
            if (!known.contains(node)) {
                throw new CallFailedException(
                        "the extender claims a filtered node \"" + node + "\" that was not asked about");
            }
        }
    }

    private static void addTexts(JsonNode object, Map<String, String> texts) {
        object.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText("")));
    }

    private static JsonNode read(String body) throws CallFailedException {
        try {
            JsonNode json = MAPPER.readTree(body);
            if (!json.isContainerNode()) {
                throw undecodable("expected an object or a list", body);
            }
            return json;
        } catch (JsonProcessingException e) {
            throw undecodable(e.getOriginalMessage(), body);
        }
    }

    private static CallFailedException undecodable(String why, String body) {
        return new CallFailedException("undecodable answer, " + why + ": " + body);
    }
}
