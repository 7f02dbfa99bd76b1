package dev.evenkeel.kubernetes;

import dev.evenkeel.api.Effect;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.nomination.Nominator;
import dev.evenkeel.objects.PodId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nominates through the status subresource. The patches name what they are based on, so that the API server refuses
 * them when the pod has been replaced, bound, or nominated by another writer. The pods that it answers with are not
 * read.
 */
public final class KubernetesNominator implements Nominator {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesNominator.class);
    private static final String MERGE = "application/merge-patch+json";
    private static final String STEPS = "application/json-patch+json";
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int NO_ANSWER = 0;

    private final KubernetesClient client;
    private final Duration patience;

    /**
     * @param client sends each request once
     * @param patience how long to wait for an answer
     */
    public KubernetesNominator(KubernetesClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    @Override
    public NominationOutcome perform(Effect.Nomination nomination) {
        return switch (nomination) {
            case Effect.Nominate nominate -> nominated(patch(nominate.pod(), MERGE, nomination(nominate)));
            case Effect.Unnominate clear -> cleared(patch(clear.pod(), STEPS, clearing(clear)));
        };
    }

    /** Sends a patch, and returns the status of the answer. */
    private int patch(PodId pod, String type, String patch) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri("%sapi/v1/namespaces/%s/pods/%s/status?fieldManager=evenkeel"
                        .formatted(client.getMasterUrl(), pod.namespace(), pod.name()))
                .method("PATCH", type, patch)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        try {
            return client.getHttpClient()
                    .sendAsync(request, byte[].class)
                    .get(2 * patience.toMillis(), TimeUnit.MILLISECONDS)
                    .code();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("no answer about the nomination of {}", pod, e);
            return NO_ANSWER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NO_ANSWER;
        }
    }

    private static String nomination(Effect.Nominate nominate) {
        return """
                {"metadata":{"uid":"%s","resourceVersion":"%d"},"status":{"nominatedNodeName":"%s"}}""".formatted(nominate.pod().uid(), nominate.version(), nominate.node());
    }

    private static String clearing(Effect.Unnominate clear) {
        return """
                [{"op":"test","path":"/metadata/uid","value":"%s"},\
                {"op":"test","path":"/status/nominatedNodeName","value":"%s"},\
                {"op":"remove","path":"/status/nominatedNodeName"}]""".formatted(clear.pod().uid(), clear.node());
    }

    private static NominationOutcome nominated(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_OK -> NominationOutcome.DONE;
            case HttpURLConnection.HTTP_BAD_REQUEST,
                    HttpURLConnection.HTTP_NOT_FOUND,
                    HttpURLConnection.HTTP_CONFLICT,
                    UNPROCESSABLE -> NominationOutcome.REFUSED;
            case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN, TOO_MANY_REQUESTS ->
                NominationOutcome.NOT_NOW;
            default -> NominationOutcome.UNKNOWN;
        };
    }

    /** Refused only when there is nothing to clear: a nomination that stays keeps room from other pods. */
    private static NominationOutcome cleared(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_OK -> NominationOutcome.DONE;
            case HttpURLConnection.HTTP_NOT_FOUND, UNPROCESSABLE -> NominationOutcome.REFUSED;
            case HttpURLConnection.HTTP_UNAUTHORIZED,
                    HttpURLConnection.HTTP_FORBIDDEN,
                    HttpURLConnection.HTTP_CONFLICT,
                    TOO_MANY_REQUESTS -> NominationOutcome.NOT_NOW;
            default -> NominationOutcome.UNKNOWN;
        };
    }
}
