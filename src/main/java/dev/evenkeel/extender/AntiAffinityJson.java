package dev.evenkeel.extender;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.AntiAffinityTerm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pod's {@code spec.affinity}, of which only the required podAntiAffinity terms matter, and of these only those
 * that reach the pod's own namespace.
 */
final class AntiAffinityJson {
    private static final String FIELD = "Pod.spec.affinity";

    private final List<TermJson> terms = new ArrayList<>();
    /** As it was in the request: whether a rule needs it is known only when the whole pod is read. */
    private @Nullable TokenBuffer unread;

    void read(JsonParser json) throws IOException {
        TokenBuffer copy = new TokenBuffer(json);
        copy.copyCurrentStructure(json);
        unread = copy;
    }

    private void readAffinity(JsonParser json) throws IOException, BadCallException {
        json.nextToken();
        JsonFields.read(json, FIELD, (field, parser) -> {
            if (field.equals("podAntiAffinity")) {
                JsonFields.read(parser, FIELD, this::readPodAntiAffinity);
            } else {
                parser.skipChildren();
            }
        });
    }

    private void readPodAntiAffinity(String field, JsonParser json) throws IOException, BadCallException {
        if (field.equals("requiredDuringSchedulingIgnoredDuringExecution")) {
            JsonFields.readArray(json, FIELD, element -> {
                TermJson term = new TermJson();
                JsonFields.read(element, FIELD, term);
                terms.add(term);
            });
        } else {
            json.skipChildren();
        }
    }

    /** The terms in the order of the spec, once the pod's namespace is known; to be called once. */
    List<AntiAffinityTerm> terms(String namespace) throws IOException {
        try (JsonParser json = unread == null ? null : unread.asParser()) {
            if (json != null) {
                readAffinity(json);
            }
        } catch (BadCallException e) {
            return List.of(AntiAffinityTerm.unreadable(String.valueOf(e.getMessage())));
        }
        List<AntiAffinityTerm> reaching = new ArrayList<>();
        for (TermJson term : terms) {
            if (term.selector != null && term.reaches(namespace)) {
                reaching.add(new AntiAffinityTerm(term.selector, term.topologyKey));
            }
        }
        return reaching;
    }

    private static final class TermJson implements JsonFields.Reader {
        private final List<String> namespaces = new ArrayList<>();
        private @Nullable Selector namespaceSelector;

        @Nullable
        Selector selector;

        String topologyKey = "";

        @Override
        public void read(String field, JsonParser json) throws IOException, BadCallException {
            switch (field) {
                case "topologyKey" -> topologyKey = JsonFields.text(json, FIELD);
                case "labelSelector" -> selector = selector(json);
                case "namespaceSelector" -> namespaceSelector = selector(json);
                case "namespaces" ->
                    JsonFields.readArray(json, FIELD, element -> namespaces.add(JsonFields.text(element, FIELD)));
                default -> json.skipChildren();
            }
        }

        /** Labels of namespaces are not watched: a namespaceSelector counts only if it selects all. */
        boolean reaches(String namespace) {
            if (Selector.EVERYTHING.equals(namespaceSelector)) {
                return true;
            }
            boolean here = namespaces.isEmpty() && namespaceSelector == null;
            return here || namespaces.contains(namespace);
        }
    }

    private static @Nullable Selector selector(JsonParser json) throws IOException, BadCallException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        List<Selector.Requirement> requirements = new ArrayList<>();
        JsonFields.read(json, FIELD, (field, parser) -> {
            switch (field) {
                case "matchLabels" ->
                    JsonFields.read(
                            parser,
                            FIELD,
                            (key, value) ->
                                    requirements.add(new Selector.In(key, List.of(JsonFields.text(value, FIELD)))));
                case "matchExpressions" ->
                    JsonFields.readArray(parser, FIELD, element -> requirements.add(ExpressionJson.of(element)));
                default -> parser.skipChildren();
            }
        });
        return new Selector(requirements);
    }

    private static final class ExpressionJson implements JsonFields.Reader {
        private String key = "";
        private String operator = "";
        private final List<String> values = new ArrayList<>();

        static Selector.Requirement of(JsonParser json) throws IOException, BadCallException {
            ExpressionJson expression = new ExpressionJson();
            JsonFields.read(json, FIELD, expression);
            return expression.build();
        }

        @Override
        public void read(String field, JsonParser json) throws IOException, BadCallException {
            switch (field) {
                case "key" -> key = JsonFields.text(json, FIELD);
                case "operator" -> operator = JsonFields.text(json, FIELD);
                case "values" -> JsonFields.readArray(json, FIELD, value -> values.add(JsonFields.text(value, FIELD)));
                default -> json.skipChildren();
            }
        }

        private Selector.Requirement build() throws BadCallException {
            boolean ofValues = operator.equals("In") || operator.equals("NotIn");
            if (ofValues && values.isEmpty()) {
                throw new BadCallException(FIELD + ": expected values for " + key + " " + operator + ", found none");
            }
            return switch (operator) {
                case "In" -> new Selector.In(key, values);
                case "NotIn" -> new Selector.NotIn(key, values);
                case "Exists" -> new Selector.Exists(key);
                case "DoesNotExist" -> new Selector.DoesNotExist(key);
                default ->
                    throw new BadCallException(
                            FIELD + ": expected In, NotIn, Exists or DoesNotExist, found '" + operator + "'");
            };
        }
    }
}
