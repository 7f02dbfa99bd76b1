package dev.evenkeel.extender;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.objects.Versions;
import dev.evenkeel.rule.Annotations;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a v1.Pod from JSON, ignoring what placement does not need before the watch shows the pod, such as its resource
 * requests.
 */
final class PodJson {
    private String namespace = "";
    private String name = "";
    private String uid = "";
    private String version = "";
    private boolean deleting;
    private String phase = "";
    private String node = "";
    private boolean gated;
    private boolean grouped;
    private String nominated = "";
    private String scheduler = "";
    private int priority;
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final AntiAffinityJson affinity = new AntiAffinityJson();
    private boolean controlled;
    private boolean belongsToNode;
    private String controller = "";

    private PodJson() {}

    /** Reads the object that the parser is at the start of. */
    static Pod read(JsonParser json) throws IOException, BadCallException {
        PodJson pod = new PodJson();
        JsonFields.read(json, "Pod", pod::readPart);
        return pod.build();
    }

    private void readPart(String part, JsonParser json) throws IOException, BadCallException {
        switch (part) {
            case "metadata" -> JsonFields.read(json, "Pod.metadata", this::readMetadata);
            case "spec" -> JsonFields.read(json, "Pod.spec", this::readSpec);
            case "status" -> JsonFields.read(json, "Pod.status", this::readStatus);
            default -> json.skipChildren();
        }
    }

    private void readMetadata(String field, JsonParser json) throws IOException, BadCallException {
        switch (field) {
            case "namespace" -> namespace = JsonFields.text(json, "Pod.metadata.namespace");
            case "name" -> name = JsonFields.text(json, "Pod.metadata.name");
            case "uid" -> uid = JsonFields.text(json, "Pod.metadata.uid");
            case "resourceVersion" -> version = JsonFields.text(json, "Pod.metadata.resourceVersion");
            case "deletionTimestamp" ->
                deleting =
                        !JsonFields.text(json, "Pod.metadata.deletionTimestamp").isEmpty();
            case "labels" -> JsonFields.read(json, "Pod.metadata.labels", this::readLabel);
            case "ownerReferences" -> JsonFields.readArray(json, "Pod.metadata.ownerReferences", this::readOwner);
            case "annotations" -> JsonFields.read(json, "Pod.metadata.annotations", this::readAnnotation);
            default -> json.skipChildren();
        }
    }

    private void readLabel(String key, JsonParser json) throws IOException, BadCallException {
        labels.put(key, JsonFields.text(json, "the label " + key));
    }

    private void readAnnotation(String key, JsonParser json) throws IOException, BadCallException {
        if (Annotations.isRead(key)) {
            settings.put(key, JsonFields.text(json, "the annotation " + key));
        } else {
            json.skipChildren();
        }
    }

    private void readOwner(JsonParser json) throws IOException, BadCallException {
        OwnerJson owner = new OwnerJson();
        JsonFields.read(json, "Pod.metadata.ownerReferences", owner);
        if (owner.controller && !controlled) {
            controlled = true;
            belongsToNode = Pod.belongToNode(owner.apiVersion, owner.kind);
            controller = owner.uid;
        }
    }

    private void readSpec(String field, JsonParser json) throws IOException, BadCallException {
        switch (field) {
            case "nodeName" -> node = JsonFields.text(json, "Pod.spec.nodeName");
            case "schedulerName" -> scheduler = JsonFields.text(json, "Pod.spec.schedulerName");
            case "affinity" -> affinity.read(json);
            case "priority" -> priority = JsonFields.wholeNumber(json, "Pod.spec.priority");
            case "schedulingGates" -> JsonFields.readArray(json, "Pod.spec.schedulingGates", this::readGate);
            case Pod.SCHEDULING_GROUP -> {
                grouped = json.currentToken() != JsonToken.VALUE_NULL;
                json.skipChildren();
            }
            default -> json.skipChildren();
        }
    }

    private void readGate(JsonParser json) throws IOException {
        gated = true;
        json.skipChildren();
    }

    private void readStatus(String field, JsonParser json) throws IOException, BadCallException {
        switch (field) {
            case "phase" -> phase = JsonFields.text(json, "Pod.status.phase");
            case "nominatedNodeName" -> nominated = JsonFields.text(json, "Pod.status.nominatedNodeName");
            default -> json.skipChildren();
        }
    }

    private Pod build() throws IOException, BadCallException {
        return new Pod(
                Names.pod("Pod.metadata: namespace, name and uid", namespace, name, uid),
                Versions.parse(version),
                Labels.of(labels),
                Labels.of(settings),
                Optional.of(node).filter(text -> !text.isEmpty()),
                Pod.Phase.of(phase, deleting),
                Resources.NONE,
                settings.isEmpty() ? List.of() : affinity.terms(namespace),
                belongsToNode,
                new Pod.Scheduling(
                        gated, grouped, Optional.of(nominated).filter(text -> !text.isEmpty()), scheduler, priority),
                Optional.of(controller).filter(text -> !text.isEmpty()));
    }

    private static final class OwnerJson implements JsonFields.Reader {
        String apiVersion = "";
        String kind = "";
        String uid = "";
        boolean controller;

        @Override
        public void read(String field, JsonParser json) throws IOException, BadCallException {
            switch (field) {
                case "apiVersion" -> apiVersion = JsonFields.text(json, "Pod.metadata.ownerReferences.apiVersion");
                case "kind" -> kind = JsonFields.text(json, "Pod.metadata.ownerReferences.kind");
                case "uid" -> uid = JsonFields.text(json, "Pod.metadata.ownerReferences.uid");
                case "controller" -> controller = JsonFields.flag(json, "Pod.metadata.ownerReferences.controller");
                default -> json.skipChildren();
            }
        }
    }
}
