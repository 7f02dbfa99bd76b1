package dev.evenkeel.kubernetes;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.Permit;
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
    public BindOutcome bind(Permit permit) {
        PodId pod = permit.pod();
        String path = "/api/v1/namespaces/%s/pods/%s/binding?timeout=%dms"
                .formatted(pod.namespace(), pod.name(), deadline.toMillis());
        try {
            client.raw(path, "POST", binding(permit));
            return new BindOutcome.Bound();
        } catch (KubernetesClientException e) {
            return outcome(permit, e);
        }
    }

    private static Binding binding(Permit permit) {
        return new BindingBuilder()
                .withNewMetadata()
                .withNamespace(permit.pod().namespace())
                .withName(permit.pod().name())
                .withUid(permit.pod().uid())
                .endMetadata()
                .withNewTarget()
                .withKind("Node")
                .withName(permit.node())
                .endTarget()
                .build();
    }

    private BindOutcome outcome(Permit permit, KubernetesClientException failure) {
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND -> new BindOutcome.Gone();
            case HttpURLConnection.HTTP_CONFLICT -> conflict(permit, failure);
            case HttpURLConnection.HTTP_BAD_REQUEST,
                    HttpURLConnection.HTTP_UNAUTHORIZED,
                    HttpURLConnection.HTTP_FORBIDDEN,
                    UNPROCESSABLE,
                    TOO_MANY_REQUESTS -> new BindOutcome.Forbidden(message(failure));
            default -> new BindOutcome.Unknown(message(failure));
        };
    }

    /** A conflict has many causes: the pod is bound, replaced, being deleted, or gated. A read shows which. */
    private BindOutcome conflict(Permit permit, KubernetesClientException failure) {
        return switch (read(permit.pod().namespace(), permit.pod().name())) {
            case PodReading.NotFound() -> new BindOutcome.Gone();
            case PodReading.Failed(String message) -> new BindOutcome.Unknown(message);
            case PodReading.Found(PodInfo found) -> conflict(permit, found, message(failure));
        };
    }

    private static BindOutcome conflict(Permit permit, PodInfo found, String message) {
        if (!found.pod().id().equals(permit.pod())) {
            return new BindOutcome.UidChanged(found.pod().id().uid());
        }
        @Nullable String node = found.pod().node().orElse(null);
        if (node == null) {
            return new BindOutcome.Forbidden(message);
        }
        return node.equals(permit.node()) ? new BindOutcome.AlreadyThere() : new BindOutcome.Elsewhere(node);
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
