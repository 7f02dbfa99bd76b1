package dev.evenkeel.kubernetes;

import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.DeletionCost;
import dev.evenkeel.scaledown.CostChange;
import dev.evenkeel.scaledown.CostWriter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Patches the deletion cost of pods, and a second annotation that says evenkeel wrote it. A patch names the version of
 * the pod that it is based on, so that it never overwrites another writer's change. The client must not repeat requests
 * by itself.
 */
public final class KubernetesCostWriter implements CostWriter {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesCostWriter.class);
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("evenkeel")
            .build();

    private final KubernetesClient client;

    public KubernetesCostWriter(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Outcome write(CostChange change, long version) {
        try {
            client.resource(named(change.pod())).patch(MERGE, patch(change, version));
            return Outcome.WRITTEN;
        } catch (KubernetesClientException e) {
            return outcome(change, e);
        }
    }

    /** Given a name only, the client would read the pod first. */
    private static Pod named(PodId pod) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .endMetadata()
                .build();
    }

    private static String patch(CostChange change, long version) {
        @Nullable String cost = change.cost().map(String::valueOf).orElse(null);
        Map<String, @Nullable String> annotations = new LinkedHashMap<>();
        annotations.put(Annotations.WRITTEN_COST, cost);
        if (!(change.before() instanceof DeletionCost.Foreign)) {
            annotations.put(Annotations.DELETION_COST, cost);
        }
        return Serialization.asJson(Map.of(
                "metadata",
                Map.of(
                        "uid", change.pod().uid(),
                        "resourceVersion", String.valueOf(version),
                        "annotations", annotations)));
    }

    private static Outcome outcome(CostChange change, KubernetesClientException failure) {
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND -> Outcome.GONE;
            case HttpURLConnection.HTTP_CONFLICT -> Outcome.CONFLICT;
            case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN -> Outcome.FORBIDDEN;
            default -> {
                LOG.warn("The deletion cost of pod {} cannot be changed yet: {}", change.pod(), failure.getMessage());
                yield Outcome.FAILED;
            }
        };
    }
}
