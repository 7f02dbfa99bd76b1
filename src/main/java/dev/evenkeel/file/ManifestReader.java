package dev.evenkeel.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads a dump: JSON or YAML, any number of documents, each an object or a list of them, as kubectl prints them. What
 * placement has no use for is counted and passed over.
 */
final class ManifestReader {
    private static final String LIST = "List";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML =
            new ObjectMapper(YAMLFactory.builder().loaderOptions(unlimited()).build());

    private final Manifests manifests;

    private ManifestReader(String file) {
        this.manifests = new Manifests(file);
    }

    private static LoaderOptions unlimited() {
        // The parser's own limit, 3 MB, is less than a dump of a middling cluster.
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        return options;
    }

    /**
     * Reads the content of a dump.
     *
     * @param file what errors call it
     * @throws DumpException if it is not one
     */
    static Manifests read(String file, byte[] content) {
        ManifestReader reader = new ManifestReader(file);
        reader.readDocuments(content);
        return reader.manifests;
    }

    private void readDocuments(byte[] content) {
        boolean json = isJson(content);
        Place place = new Place(manifests.file, 1, 0);
        try (MappingIterator<JsonNode> documents =
                (json ? JSON : YAML).readerFor(JsonNode.class).readValues(content)) {
            while (documents.hasNextValue()) {
                readDocument(documents.nextValue(), place);
                place = new Place(place.file(), place.document() + 1, 0);
            }
        } catch (JsonProcessingException e) {
            throw place.error("expected " + (json ? "JSON" : "YAML") + "; " + problem(e) + position(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** YAML contains JSON, but its parser takes several times as long; only YAML has braces before a bare word. */
    private static boolean isJson(byte[] content) {
        int brace = nextInk(content, 0);
        int quote = nextInk(content, brace + 1);
        return quote < content.length && content[brace] == '{' && content[quote] == '"';
    }

    private static int nextInk(byte[] content, int from) {
        int next = from;
        while (next < content.length && Character.isWhitespace(content[next])) {
            next++;
        }
        return next;
    }

    private static String problem(JsonProcessingException e) {
        // The YAML parser's first line says what it was doing; what went wrong comes later.
        @Nullable
        String problem = e.getCause() instanceof MarkedYAMLException yaml ? yaml.getProblem() : e.getOriginalMessage();
        return String.valueOf(problem).lines().findFirst().orElse("");
    }

    private static String position(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private void readDocument(JsonNode document, Place place) {
        // Nothing but comments between two separators is an empty text to the YAML parser.
        boolean empty =
                document.isNull() || (document.isTextual() && document.asText().isEmpty());
        if (!empty) {
            readObject(document, place, "", "");
        }
    }

    /** Takes in one object; a list says of which kind its items are where they do not say it themselves. */
    private void readObject(JsonNode object, Place place, String defaultApiVersion, String defaultKind) {
        if (!object.isObject()) {
            throw place.error("expected a Kubernetes object, found "
                    + object.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        String apiVersion = object.path("apiVersion").asText(defaultApiVersion);
        String kind = object.path("kind").asText(defaultKind);
        if (apiVersion.isEmpty() || kind.isEmpty()) {
            throw place.error("expected a Kubernetes object with apiVersion and kind");
        }
        if (kind.endsWith(LIST) && object.has("items")) {
            readItems(object.path("items"), place, apiVersion, kind.substring(0, kind.length() - LIST.length()));
            return;
        }
        switch (apiVersion + " " + kind) {
            case "v1 Node" -> manifests.nodes.add(found(object, place, Node.class));
            case "v1 Pod" -> manifests.pods.add(found(object, place, Pod.class));
            case "v1 Service" -> manifests.services.add(found(object, place, Service.class));
            case "v1 ReplicationController" ->
                manifests.controllers.add(found(object, place, ReplicationController.class));
            case "apps/v1 ReplicaSet" -> manifests.replicaSets.add(found(object, place, ReplicaSet.class));
            case "apps/v1 StatefulSet" -> manifests.statefulSets.add(found(object, place, StatefulSet.class));
            default -> manifests.ignored.merge(kind, 1, Integer::sum);
        }
    }

    private void readItems(JsonNode items, Place place, String apiVersion, String kind) {
        if (place.item() > 0) {
            throw place.error("expected an object, found a list within a list");
        }
        if (!items.isArray() && !items.isNull()) {
            throw place.error("items: expected a list");
        }
        int number = 0;
        for (JsonNode item : items) {
            number++;
            readObject(item, place.inItem(number), kind.isEmpty() ? "" : apiVersion, kind);
        }
    }

    private static <T extends HasMetadata> Manifests.Found<T> found(JsonNode object, Place place, Class<T> type) {
        try {
            T manifest = JSON.treeToValue(object, type);
            if (manifest.getMetadata() == null || isEmpty(manifest.getMetadata().getName())) {
                throw place.error(type.getSimpleName() + ": expected metadata.name");
            }
            return new Manifests.Found<>(place, manifest);
        } catch (JsonMappingException e) {
            throw place.error(type.getSimpleName() + " " + nameOf(object) + ": " + path(e) + ": " + expectation(e));
        } catch (JsonProcessingException e) {
            throw place.error(type.getSimpleName() + " " + nameOf(object) + ": " + problem(e));
        }
    }

    private static String nameOf(JsonNode object) {
        return object.path("metadata").path("name").asText("without a name");
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    /** {@code spec.containers[0].image}. */
    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String expectation(JsonMappingException e) {
        return e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? "expected " + describe(mismatch.getTargetType())
                : problem(e);
    }

    private static String describe(Class<?> type) {
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "a map";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return List.of(Integer.class, Long.class).contains(type) ? "a whole number" : "an object";
    }
}
