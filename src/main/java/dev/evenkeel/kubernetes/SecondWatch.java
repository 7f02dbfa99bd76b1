package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A short watch beside another one, to see whether the API server has anything to tell after a version. No more is read of it
 * than the beginning of its first event: there may be as much to tell as there is in the cluster.
 */
final class SecondWatch {
    /** An event begins with its type. */
    static final int MOST_BYTES = 512;

    /** For how long the API server may find nothing. */
    private static final int SECONDS = 1;

    /** The client's own time-out, which comes first, ends with an answer's first line. */
    private static final int MARGIN_MILLIS = 500;

    private static final Pattern TYPE = Pattern.compile("\\{\\s*\"type\"\\s*:\\s*\"(\\w+)\"");

    /** What there is to tell. */
    enum News {
        NONE,
        SOME,
        /** The API server remembers less than that. */
        LOST
    }

    private final StringBuilder beginning = new StringBuilder();
    private final CompletableFuture<News> news = new CompletableFuture<>();

    private SecondWatch() {}

    /**
     * Asks, and waits for the answer.
     *
     * @param client gives up on a request soon, and sends each once
     * @param path of the objects
     * @throws KubernetesClientException if there is no answer, or another one than expected
     */
    static News after(KubernetesClient client, String path, long version) {
        return new SecondWatch().ask(client, path, version);
    }

    private News ask(KubernetesClient client, String path, long version) {
        HttpClient http = client.getHttpClient();
        String server = client.getMasterUrl().toString().replaceAll("/+$", "");
        HttpRequest request = http.newHttpRequestBuilder()
                .uri("%s%s?watch=true&timeoutSeconds=%d&resourceVersion=%d".formatted(server, path, SECONDS, version))
                .build();
        CompletableFuture<HttpResponse<AsyncBody>> response = http.consumeBytes(request, this::take);
        var _ = response.whenComplete(this::begun);
        try {
            int patience = SECONDS * 1_000 + client.getConfiguration().getRequestTimeout() + MARGIN_MILLIS;
            return news.get(patience, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted", e);
        } catch (TimeoutException e) {
            throw new KubernetesClientException("the watch neither told anything nor ended", e);
        } catch (ExecutionException e) {
            throw KubernetesClientException.launderThrowable(e.getCause());
        } finally {
            var _ = response.thenAccept(begun -> begun.body().cancel());
        }
    }

    private void begun(@Nullable HttpResponse<AsyncBody> response, @Nullable Throwable failure) {
        if (response == null) {
            news.completeExceptionally(failure == null ? new IllegalStateException("no response") : failure);
        } else if (response.code() == HttpURLConnection.HTTP_GONE) {
            news.complete(News.LOST);
        } else if (!response.isSuccessful()) {
            news.completeExceptionally(new KubernetesClientException("the watch was answered " + response.code()));
        } else {
            var _ = response.body().done().whenComplete((over, broken) -> ended(broken));
            response.body().consume();
        }
    }

    private void ended(@Nullable Throwable broken) {
        if (broken != null) {
            news.completeExceptionally(broken);
        } else {
            // What ended in the midst of its first event has told something.
            news.complete(beginning.toString().isBlank() ? News.NONE : News.SOME);
        }
    }

    private void take(List<ByteBuffer> chunks, AsyncBody body) {
        for (ByteBuffer chunk : chunks) {
            ByteBuffer some = chunk.duplicate();
            some.limit(Math.min(some.limit(), some.position() + MOST_BYTES - beginning.length()));
            // The type is ASCII, and what is behind it is not looked at.
            beginning.append(StandardCharsets.ISO_8859_1.decode(some));
        }
        Matcher type = TYPE.matcher(beginning);
        if (type.find()) {
            news.complete(type.group(1).equals("ERROR") ? News.LOST : News.SOME);
        } else if (beginning.length() >= MOST_BYTES) {
            news.complete(News.SOME);
        } else {
            body.consume();
        }
    }
}
