package dev.evenkeel.kubernetes;

import dev.evenkeel.api.Problem;
import dev.evenkeel.labels.OneLine;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is wrong with a Service or a pod as an Event on it. The same problem is one Event, whichever instance
 * writes it and however often: the Event's name follows from its content.
 */
public final class KubernetesEvents {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesEvents.class);
    private static final String COMPONENT = "evenkeel";

    private final KubernetesClient client;

    public KubernetesEvents(KubernetesClient client) {
        this.client = client;
    }

    /** Writes the Event; returns whether it is there. */
    public boolean write(Problem problem) {
        try {
            client.v1()
                    .events()
                    .inNamespace(problem.namespace())
                    .resource(event(problem))
                    .create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return true;
            }
            LOG.warn(
                    "The Event on {} {}/{} cannot be written yet: {}",
                    problem.kind(),
                    problem.namespace(),
                    problem.name(),
                    e.getMessage());
            return false;
        }
    }

    private static Event event(Problem problem) {
        String now = Instant.now().toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(problem.namespace())
                .withName("%s.%08x".formatted(problem.name(), Objects.hash(problem.uid(), problem.message())))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("v1")
                .withKind(problem.kind())
                .withNamespace(problem.namespace())
                .withName(problem.name())
                .withUid(problem.uid().isEmpty() ? null : problem.uid())
                .endInvolvedObject()
                .withType("Warning")
                .withReason(camelCase(problem.reason().label()))
                .withMessage(OneLine.of(problem.message()))
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }

    /** As reasons of Events are written. */
    private static String camelCase(String label) {
        return Stream.of(label.split("-", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
