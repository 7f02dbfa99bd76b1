package dev.evenkeel.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.placement.ServiceReading;
import dev.evenkeel.traffic.Planner;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /explain/pods/{namespace}/{name}} and {@code GET /explain/services/{namespace}/{name}} on the management port:
 * text, or JSON for {@code Accept: application/json} or {@code ?format=json}.
 */
@Singleton
public class ExplainRoutes {
    private final Arbitration arbitration;
    private final Planner planner;

    ExplainRoutes(Arbitration arbitration, Planner planner) {
        this.arbitration = arbitration;
        this.planner = planner;
    }

    void register(@Observes ManagementInterface management) {
        management.router().get("/explain/pods/:namespace/:name").handler(new PodHandler());
        // Planning anew for a large Service takes longer than an event loop has.
        management.router().get("/explain/services/:namespace/:name").blockingHandler(new ServiceHandler(), false);
    }

    /** An answer in both forms, of which one is made. */
    private record Answer(Supplier<ObjectNode> json, Supplier<String> text) {}

    private final class PodHandler implements Handler<RoutingContext> {
        @Override
        public void handle(RoutingContext context) {
            String namespace = parameter(context, "namespace");
            String name = parameter(context, "name");
            send(
                    context,
                    arbitration
                            .decide((arbiter, now) -> arbiter.explain(namespace, name))
                            .map(found -> new Answer(() -> PodJson.of(found), () -> PodText.of(found))),
                    "pod " + namespace + "/" + name + " is not known: neither watch nor filter has shown it");
        }
    }

    private final class ServiceHandler implements Handler<RoutingContext> {
        @Override
        public void handle(RoutingContext context) {
            String namespace = parameter(context, "namespace");
            String name = parameter(context, "name");
            send(
                    context,
                    arbitration
                            .decide((arbiter, now) -> arbiter.explainService(namespace, name))
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
            send(context, "text/plain; charset=utf-8", notFound + "\n");
        } else if (wantsJson(context)) {
            send(context, "application/json", answer.json().get().toPrettyString() + "\n");
        } else {
            send(context, "text/plain; charset=utf-8", answer.text().get());
        }
    }

    private static void send(RoutingContext context, String type, String body) {
        context.response().putHeader("Content-Type", type).end(body);
    }
}
