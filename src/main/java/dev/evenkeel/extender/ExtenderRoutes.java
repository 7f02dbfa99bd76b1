package dev.evenkeel.extender;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints of the verbs, each at {@code POST /extender/<verb>}. Every request gets an answer, with a status and a
 * message that says what was wrong, and none delays the others: a body is read within its limits and before anything is
 * decided, and only bind, which waits for the API server, leaves the event loop.
 */
@Singleton
public final class ExtenderRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ExtenderRoutes.class);

    private static final String ROOT = "/extender/";
    /** Before Quarkus' own check of a body's size, which answers without a message. */
    private static final int FIRST = -100;

    /** One part in so many of the memory; a body is held up to three times while it is read. */
    private static final int SHARE_OF_BODIES = 10;

    /** HTTP/2's code for a normal end (RFC 9113, 7). */
    private static final long NO_ERROR = 0;

    private static final String JSON = "application/json";

    private final Extender extender;
    private final Leading leading;
    private final BodyLimits limits;
    private final ExecutorService bindings = Executors.newVirtualThreadPerTaskExecutor();

    @Inject
    ExtenderRoutes(
            Extender extender,
            Leading leading,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize,
            @ConfigProperty(name = "evenkeel.limits.body-time") Duration bodyTime) {
        this(
                extender,
                leading,
                new BodyLimits(
                        maxBodySize.asLongValue(),
                        bodyTime,
                        Runtime.getRuntime().maxMemory() / SHARE_OF_BODIES));
    }

    ExtenderRoutes(Extender extender, Leading leading, BodyLimits limits) {
        this.extender = extender;
        this.leading = leading;
        this.limits = limits;
    }

    void install(@Observes Router router) {
        for (Verb verb : Verb.values()) {
            router.route(ROOT + verb.label()).order(FIRST).handler(context -> take(verb, context.request()));
        }
        router.route().last().handler(context -> refuseUnread(context.request(), notFound(context.request())));
    }

    /** Ends when every binding that was sent has been answered. */
    @PreDestroy
    void close() {
        bindings.close();
    }

    private void take(Verb verb, HttpServerRequest request) {
        @Nullable Refused refused = headRefused(request);
        if (refused == null) {
            BodyIntake.start(request, limits, body -> answer(verb, request, body), late -> refuse(request, late));
        } else {
            refuseUnread(request, refused);
        }
    }

    /** What is wrong with a request before its body is read. */
    private @Nullable Refused headRefused(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            return new Refused(405, "method: expected POST, found " + request.method());
        }
        @Nullable String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !isJson(type)) {
            return new Refused(415, "Content-Type: expected " + JSON + ", found " + type);
        }
        @Nullable String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return new Refused(415, "Content-Encoding: expected none, found " + encoding);
        }
        return limits.refuse(request);
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(JSON);
    }

    private void answer(Verb verb, HttpServerRequest request, byte[] body) {
        if (verb == Verb.BIND) {
            bind(request, body);
        } else {
            call(verb, request, body);
        }
    }

    /** A call that comes while the process ends is refused. */
    private void bind(HttpServerRequest request, byte[] body) {
        try {
            bindings.execute(() -> call(Verb.BIND, request, body));
        } catch (RejectedExecutionException ending) {
            refuse(request, new Refused(503, "evenkeel is shutting down and does not bind any more"));
        }
    }

    private void call(Verb verb, HttpServerRequest request, byte[] body) {
        try {
            send(request, 200, extender.call(verb, body));
        } catch (BadCallException bad) {
            refuse(request, new Refused(400, String.valueOf(bad.getMessage())));
        } catch (RuntimeException | Error bug) {
            LOG.error("{} failed", verb.label(), bug);
            send(
                    request,
                    500,
                    ExtenderCodec.writeError("evenkeel: " + verb.label() + " failed; evenkeel's log says why"));
        }
    }

    private static Refused notFound(HttpServerRequest request) {
        return new Refused(
                404, "path: expected " + ROOT + "filter, prioritize, bind or preempt, found " + request.path());
    }

    private void refuseUnread(HttpServerRequest request, Refused refused) {
        refuse(request, refused);
        BodyIntake.discard(request, limits);
    }

    private void refuse(HttpServerRequest request, Refused refused) {
        LOG.warn("Not a call of the extender protocol, answered {}: {}", refused.status(), refused.message());
        if (refused.status() == 405) {
            request.response().putHeader(HttpHeaders.ALLOW, HttpMethod.POST.name());
        }
        send(request, refused.status(), ExtenderCodec.writeError(refused.message()));
    }

    private void send(HttpServerRequest request, int status, byte[] json) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        if (leading.leads()) {
            response.end(Buffer.buffer(json));
        } else {
            sendAway(request, json);
        }
    }

    /** kube-scheduler keeps its connection for ever; its next one may lead to another instance. */
    private static void sendAway(HttpServerRequest request, byte[] json) {
        HttpConnection connection = request.connection();
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().end(Buffer.buffer(json)).onComplete(sent -> connection.goAway(NO_ERROR));
        } else {
            request.response()
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .end(Buffer.buffer(json))
                    .onComplete(sent -> connection.close());
        }
    }
}
