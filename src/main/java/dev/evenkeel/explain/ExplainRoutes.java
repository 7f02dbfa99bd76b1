package dev.evenkeel.explain;

import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.placement.Explanation;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /explain/pods/{namespace}/{name}} on the management port: text, or JSON for {@code Accept: application/json}
 * or {@code ?format=json}.
 */
@Singleton
public class ExplainRoutes {
    private final Arbitration arbitration;

    ExplainRoutes(Arbitration arbitration) {
        this.arbitration = arbitration;
    }

    void register(@Observes ManagementInterface management) {
        management.router().get("/explain/pods/:namespace/:name").handler(new PodHandler());
    }

    private final class PodHandler implements Handler<RoutingContext> {
        @Override
        public void handle(RoutingContext context) {
            String namespace = Objects.requireNonNull(context.pathParam("namespace"));
            String name = Objects.requireNonNull(context.pathParam("name"));
            Optional<Explanation> explanation = arbitration.decide((arbiter, now) -> arbiter.explain(namespace, name));
            explanation.ifPresentOrElse(
                    found -> answer(context, found), () -> notFound(context, namespace + "/" + name));
        }

        private void answer(RoutingContext context, Explanation explanation) {
            if (wantsJson(context)) {
                send(context, "application/json", PodJson.of(explanation).toPrettyString() + "\n");
            } else {
                send(context, "text/plain; charset=utf-8", PodText.of(explanation));
            }
        }

        private void notFound(RoutingContext context, String pod) {
            context.response().setStatusCode(HttpURLConnection.HTTP_NOT_FOUND);
            send(
                    context,
                    "text/plain; charset=utf-8",
                    "pod " + pod + " is not known: neither watch nor filter has shown it\n");
        }
    }

    private static boolean wantsJson(RoutingContext context) {
        @Nullable String accept = context.request().getHeader("Accept");
        boolean byHeader = accept != null && accept.contains("application/json");
        return byHeader || context.queryParam("format").contains("json");
    }

    private static void send(RoutingContext context, String type, String body) {
        context.response().putHeader("Content-Type", type).end(body);
    }
}
