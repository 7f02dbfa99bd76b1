package dev.evenkeel.kubernetes;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.kubernetes.convert.PodConverter;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleReader;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Binds through the API server's binding subresource, with the pod's UID as a precondition. Each request is sent once:
 * the client must not repeat requests by itself ({@link KubernetesAccess#forBindings}), since the outcome of a
 * repetition would say nothing about the first.
 */
public final class KubernetesBinder implements Binder {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;
    private final Duration deadline;
    private final RuleReader rules;

    /**
     * @param deadline how long the API server may work on a binding; shorter than kube-scheduler's httpTimeout
     */
    public KubernetesBinder(KubernetesClient client, Duration deadline, RuleReader rules) {
        this.client = client;
        this.deadline = deadline;
        this.rules = rules;
    }

    @Override
    public BindOutcome bind(Effect.Bind bind) {
        PodId pod = bind.pod();
        String path = "/api/v1/namespaces/%s/pods/%s/binding?timeout=%dms"
                .formatted(pod.namespace(), pod.name(), deadline.toMillis());
        try {
            client.raw(path, "POST", binding(bind));
            return new BindOutcome.Bound();
        } catch (KubernetesClientException e) {
            return outcome(bind, e);
        }
    }

    private static Binding binding(Effect.Bind bind) {
        return new BindingBuilder()
                .withNewMetadata()
                .withNamespace(bind.pod().namespace())
                .withName(bind.pod().name())
                .withUid(bind.pod().uid())
                .endMetadata()
                .withNewTarget()
                .withKind("Node")
                .withName(bind.node())
                .endTarget()
                .build();
    }

    private BindOutcome outcome(Effect.Bind bind, KubernetesClientException failure) {
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND -> new BindOutcome.Gone();
            case HttpURLConnection.HTTP_CONFLICT -> conflict(bind, failure);
            case HttpURLConnection.HTTP_BAD_REQUEST,
                    HttpURLConnection.HTTP_UNAUTHORIZED,
                    HttpURLConnection.HTTP_FORBIDDEN,
                    UNPROCESSABLE,
                    TOO_MANY_REQUESTS -> new BindOutcome.Forbidden(message(failure));
            default -> new BindOutcome.Unknown(message(failure));
        };
    }

    /** A conflict has many causes: the pod is bound, replaced, being deleted, or gated. A read shows which. */
    private BindOutcome conflict(Effect.Bind bind, KubernetesClientException failure) {
        return switch (read(bind.pod().namespace(), bind.pod().name())) {
            case PodReading.NotFound() -> new BindOutcome.Gone();
            case PodReading.Failed(String message) -> new BindOutcome.Unknown(message);
            case PodReading.Found(PodInfo found) -> conflict(bind, found, message(failure));
        };
    }

    private static BindOutcome conflict(Effect.Bind bind, PodInfo found, String message) {
        if (!found.pod().id().equals(bind.pod())) {
            return new BindOutcome.UidChanged(found.pod().id().uid());
        }
        @Nullable String node = found.pod().node().orElse(null);
        if (node == null) {
            return new BindOutcome.Forbidden(message);
        }
        return node.equals(bind.node()) ? new BindOutcome.AlreadyThere() : new BindOutcome.Elsewhere(node);
    }

    @Override
    public PodReading read(String namespace, String name) {
        try {
            @Nullable
            Pod pod = client.pods().inNamespace(namespace).withName(name).get();
            return pod == null ? new PodReading.NotFound() : new PodReading.Found(rules.read(PodConverter.pod(pod)));
        } catch (KubernetesClientException e) {
            return new PodReading.Failed(message(e));
        } catch (IllegalArgumentException e) {
            return new PodReading.Failed("the pod cannot be understood: " + e.getMessage());
        }
    }

    private static String message(KubernetesClientException failure) {
        return failure.getStatus() != null && failure.getStatus().getMessage() != null
                ? failure.getStatus().getMessage()
                : String.valueOf(failure.getMessage());
    }
}
