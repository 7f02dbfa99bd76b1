package dev.evenkeel.kubernetes.watch;

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
 * A short watch beside another one, to see whether the API server has any events after a version. Only the beginning of
 * its first event is read: there may be as many events as there are objects in the cluster.
 */
final class SecondWatch {
    /** An event begins with its type. */
    static final int MOST_BYTES = 512;

    /** For how long the API server keeps it open without events. */
    private static final int SECONDS = 1;

    /** The client's own time-out, which comes first, covers an answer only up to its first line. */
    private static final int MARGIN_MILLIS = 500;

    private static final Pattern TYPE = Pattern.compile("\\{\\s*\"type\"\\s*:\\s*\"(\\w+)\"");

    /** Whether there are events. */
    enum News {
        NONE,
        SOME,
        /** The API server no longer remembers that version. */
        LOST
    }

    private final StringBuilder beginning = new StringBuilder();
    private final CompletableFuture<News> news = new CompletableFuture<>();

    private SecondWatch() {}

    /**
     * Asks, and waits for the answer.
     *
     * @param client has a short time-out, and sends each request once
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
            throw new KubernetesClientException("the watch neither sent anything nor ended", e);
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
            // A watch that ended in the middle of its first event has sent something.
            news.complete(beginning.toString().isBlank() ? News.NONE : News.SOME);
        }
    }

    private void take(List<ByteBuffer> chunks, AsyncBody body) {
        for (ByteBuffer chunk : chunks) {
            ByteBuffer some = chunk.duplicate();
            some.limit(Math.min(some.limit(), some.position() + MOST_BYTES - beginning.length()));
            // The type is ASCII, and what follows it is ignored.
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
