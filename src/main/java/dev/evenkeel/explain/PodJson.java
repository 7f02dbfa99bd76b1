package dev.evenkeel.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.report.Explanation;
import dev.evenkeel.report.Explanation.DomainView;
import dev.evenkeel.report.Explanation.LimitView;

/** An explanation as JSON for tools; its keys never change meaning. */
final class PodJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PodJson() {}

    static ObjectNode of(Explanation explanation) {
        ObjectNode pod = JSON.objectNode();
        pod.put("namespace", explanation.pod().namespace());
        pod.put("name", explanation.pod().name());
        pod.put("uid", explanation.pod().uid());
        pod.put("state", explanation.state().toString());
        explanation.node().ifPresent(node -> pod.put("node", node));
        ObjectNode annotations = pod.putObject("annotations");
        explanation.annotations().forEach(annotations::put);
        explanation.error().ifPresent(error -> pod.put("error", error));
        explanation.warning().ifPresent(warning -> pod.put("warning", warning));
        ArrayNode limits = pod.putArray("limits");
        explanation.limits().forEach(limit -> limits.add(limit(limit)));
        pod.put("limitsLeftOut", explanation.limitsLeftOut());
        ArrayNode preferences = pod.putArray("preferences");
        explanation.preferences().forEach(preferences::add);
        pod.put("nodesOpen", explanation.nodesOpen());
        ArrayNode refusals = pod.putArray("refusals");
        explanation
                .refusals()
                .forEach(refusal -> refusals.addObject()
                        .put("reason", refusal.reason())
                        .put("message", refusal.message())
                        .put("nodes", refusal.nodes()));
        return pod;
    }

    private static ObjectNode limit(LimitView view) {
        ObjectNode limit = JSON.objectNode();
        limit.put("wish", view.wish());
        limit.put("group", view.group());
        limit.put("own", view.own());
        limit.put("topologyKey", view.topologyKey());
        ArrayNode domains = limit.putArray("domains");
        view.domains().forEach(domain -> domains.add(domain(domain)));
        limit.put("domainsLeftOut", view.domainsLeftOut());
        limit.put("podsLeftOut", view.podsLeftOut());
        return limit;
    }

    private static ObjectNode domain(DomainView view) {
        ObjectNode domain = JSON.objectNode();
        domain.put("value", view.value());
        domain.put("full", view.full());
        ArrayNode pods = domain.putArray("pods");
        view.pods().forEach(pods::add);
        return domain;
    }
}
