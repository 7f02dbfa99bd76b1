package dev.evenkeel.rehearse;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.file.PodObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * Calls evenkeel as kube-scheduler does: one kept-alive connection, a POST of JSON for each verb. Whatever is no answer,
 * a broken connection included, is an error of that cycle.
 */
public final class HttpDriver implements ExtenderDriver, AutoCloseable {
    private static final int OK = 200;

    private final URI prefix;
    private final Duration timeout;
    private final HttpClient client;

    /**
     * @param prefix kube-scheduler's {@code urlPrefix}, to which a slash and the verb are added
     * @param timeout of one call; kube-scheduler's {@code httpTimeout}
     */
    public HttpDriver(URI prefix, Duration timeout) {
        this.prefix = prefix;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public FilterReply filter(PodObject pod, List<String> nodes) {
        try {
            return ExtenderWire.readFilterReply(post("filter", ExtenderWire.args(pod, nodes)), nodes);
        } catch (CallFailedException e) {
            return new FilterReply.Failed(e.message());
        }
    }

    @Override
    public ScoreReply prioritize(PodObject pod, List<String> nodes) {
        try {
            return ExtenderWire.readScoreReply(post("prioritize", ExtenderWire.args(pod, nodes)));
        } catch (CallFailedException e) {
            return new ScoreReply.Failed(e.message());
        }
    }

    @Override
    public BindReply bind(PodId pod, String node) {
        try {
            return ExtenderWire.readBindReply(post("bind", ExtenderWire.bindingArgs(pod, node)));
        } catch (CallFailedException e) {
            return new BindReply.Failed(e.message());
        }
    }

    private String post(String verb, String body) throws CallFailedException {
        URI uri = URI.create(prefix + "/" + verb);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = send(request);
        if (response.statusCode() != OK) {
            throw new CallFailedException(uri + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private HttpResponse<String> send(HttpRequest request) throws CallFailedException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CallFailedException(request.uri() + " did not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailedException(request.uri() + " was not waited for", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
