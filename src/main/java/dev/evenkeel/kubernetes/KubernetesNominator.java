package dev.evenkeel.kubernetes;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.placement.Effect;
import dev.evenkeel.placement.NominationOutcome;
import dev.evenkeel.placement.Nominator;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nominates through the status subresource. The patches carry what they rest on, so that the API server refuses them when the
 * pod is another by now, was bound meanwhile, or was nominated by somebody else.
 */
public final class KubernetesNominator implements Nominator {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesNominator.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final PatchContext STEPS = PatchContext.of(PatchType.JSON);
    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;

    /**
     * @param client gives up on a request soon, and sends each once
     */
    public KubernetesNominator(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public NominationOutcome perform(Effect.Nomination nomination) {
        try {
            switch (nomination) {
                case Effect.Nominate nominate -> patch(nominate.pod(), MERGE, nominated(nominate));
                case Effect.Unnominate unnominate -> patch(unnominate.pod(), STEPS, cleared(unnominate));
            }
            return NominationOutcome.DONE;
        } catch (KubernetesClientException e) {
            LOG.debug("{}: {}", nomination, e.getMessage());
            return outcome(e.getCode());
        }
    }

    private void patch(PodId pod, PatchContext context, String patch) {
        client.pods()
                .inNamespace(pod.namespace())
                .withName(pod.name())
                .subresource("status")
                .patch(context, patch);
    }

    private static String nominated(Effect.Nominate nominate) {
        return """
                {"metadata":{"uid":"%s","resourceVersion":"%d"},"status":{"nominatedNodeName":"%s"}}""".formatted(nominate.pod().uid(), nominate.version(), nominate.node());
    }

    private static String cleared(Effect.Unnominate unnominate) {
        return """
                [{"op":"test","path":"/metadata/uid","value":"%s"},\
                {"op":"test","path":"/status/nominatedNodeName","value":"%s"},\
                {"op":"remove","path":"/status/nominatedNodeName"}]""".formatted(unnominate.pod().uid(), unnominate.node());
    }

    private static NominationOutcome outcome(int code) {
        return switch (code) {
            case HttpURLConnection.HTTP_BAD_REQUEST,
                    HttpURLConnection.HTTP_UNAUTHORIZED,
                    HttpURLConnection.HTTP_FORBIDDEN,
                    HttpURLConnection.HTTP_NOT_FOUND,
                    HttpURLConnection.HTTP_CONFLICT,
                    UNPROCESSABLE -> NominationOutcome.REFUSED;
            default -> NominationOutcome.UNKNOWN;
        };
    }
}
