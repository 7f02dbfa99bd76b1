package dev.evenkeel.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.report.GroupsOfOne;
import dev.evenkeel.report.PodReports;
import dev.evenkeel.report.ServiceReading;
import dev.evenkeel.report.ServiceReports;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /explain/pods/{namespace}/{name}} and {@code GET /explain/services/{namespace}/{name}} on the management
 * port: text, or JSON for {@code Accept: application/json} or {@code ?format=json}. A caller that asks too often gets
 * 429.
 */
@Singleton
public class ExplainRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ExplainRoutes.class);

    static final String LIMIT = "evenkeel.limits.explanations-per-second";

    /** RFC 6585, 4. */
    private static final int TOO_MANY_REQUESTS = 429;

    private static final String TEXT = "text/plain; charset=utf-8";

    private final Arbitration arbitration;
    private final Planner planner;
    private final GroupsOfOne groupsOfOne;
    private final int perSecond;
    private final Desk desk;

    /**
     * Routes that are not registered yet.
     *
     * @param perSecond how many explanations are made within a second at most
     */
    ExplainRoutes(
            Arbitration arbitration,
            Planner planner,
            GroupsOfOne groupsOfOne,
            @ConfigProperty(name = LIMIT) int perSecond) {
        this.arbitration = arbitration;
        this.planner = planner;
        this.groupsOfOne = groupsOfOne;
        this.perSecond = perSecond;
        this.desk = new Desk(perSecond, System.nanoTime());
    }

    void register(@Observes ManagementInterface management) {
        install(management.router());
    }

    void install(Router router) {
        router.get("/explain/pods/:namespace/:name").handler(new PodHandler());
        router.get("/explain/services/:namespace/:name").handler(new ServiceHandler());
    }

    @PreDestroy
    void close() {
        desk.close();
    }

    /** Explains on another thread: this one, the event loop, has to answer the probes of the kubelet. */
    private void take(RoutingContext context, Runnable explain) {
        desk.take(() -> attempt(context, explain), System.nanoTime()).ifPresent(wait -> tooMany(context, wait));
    }

    private static void attempt(RoutingContext context, Runnable explain) {
        if (context.response().closed()) {
            return;
        }
        try {
            explain.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("{} failed", context.request().path(), bug);
            context.response().setStatusCode(HttpURLConnection.HTTP_INTERNAL_ERROR);
            send(context, TEXT, "evenkeel failed; its log says why\n");
        }
    }

    private void tooMany(RoutingContext context, Duration wait) {
        long seconds = Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
        context.response().setStatusCode(TOO_MANY_REQUESTS).putHeader("Retry-After", Long.toString(seconds));
        send(
                context,
                TEXT,
                "evenkeel explains at most %d things a second (%s), one after the other: ask again in %d s%n"
                        .formatted(perSecond, LIMIT, seconds));
    }

    /** An answer in both forms, of which one is written. */
    private record Answer(Supplier<ObjectNode> json, Supplier<String> text) {}

    private final class PodHandler implements Handler<RoutingContext> {
        @Override
        public void handle(RoutingContext context) {
            take(context, () -> explain(context));
        }

        private void explain(RoutingContext context) {
            String namespace = parameter(context, "namespace");
            String name = parameter(context, "name");
            send(
                    context,
                    arbitration
                            .decide((arbiter, now) -> new PodReports(
                                            arbiter.cluster(), arbiter.constraints(), groupsOfOne)
                                    .explain(namespace, name))
                            .map(found -> new Answer(() -> PodJson.of(found), () -> PodText.of(found))),
                    "pod " + namespace + "/" + name + " is not known: neither watch nor filter has shown it");
        }
    }

    private final class ServiceHandler implements Handler<RoutingContext> {
        @Override
        public void handle(RoutingContext context) {
            take(context, () -> explain(context));
        }

        private void explain(RoutingContext context) {
            String namespace = parameter(context, "namespace");
            String name = parameter(context, "name");
            send(
                    context,
                    arbitration
                            .decide(
                                    (arbiter, now) -> arbiter.plans().open(namespace, name),
                                    (arbiter, now) -> new ServiceReports(
                                                    arbiter.cluster(), arbiter.constraints(), arbiter.plans())
                                            .explain(namespace, name))
                            .map(this::answer),
                    "Service " + namespace + "/" + name + " is not known: the watch has not shown it");
        }

        private Answer answer(ServiceReading reading) {
            return switch (reading) {
                case ServiceReading.Unconcerned unconcerned ->
                    new Answer(() -> ServiceJson.of(unconcerned), () -> ServiceText.of(unconcerned));
                case ServiceReading.Concerned(var view) -> {
                    ServiceExplanation explanation = ServiceExplanation.of(view, planner);
                    yield new Answer(() -> ServiceJson.of(explanation), () -> ServiceText.of(explanation));
                }
            };
        }
    }

    private static String parameter(RoutingContext context, String name) {
        return Objects.requireNonNull(context.pathParam(name));
    }

    private static boolean wantsJson(RoutingContext context) {
        @Nullable String accept = context.request().getHeader("Accept");
        boolean byHeader = accept != null && accept.contains("application/json");
        return byHeader || context.queryParam("format").contains("json");
    }

    private static void send(RoutingContext context, Optional<Answer> found, String notFound) {
        @Nullable Answer answer = found.orElse(null);
        if (answer == null) {
            context.response().setStatusCode(HttpURLConnection.HTTP_NOT_FOUND);
            send(context, TEXT, notFound + "\n");
        } else if (wantsJson(context)) {
            send(context, "application/json", answer.json().get().toPrettyString() + "\n");
        } else {
            send(context, TEXT, answer.text().get());
        }
    }

    private static void send(RoutingContext context, String type, String body) {
        context.response().putHeader("Content-Type", type).end(body);
    }
}
