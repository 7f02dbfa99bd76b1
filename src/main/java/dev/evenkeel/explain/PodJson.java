package dev.evenkeel.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.report.Explanation;
import dev.evenkeel.report.Explanation.CapView;
import dev.evenkeel.report.Explanation.DomainView;

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
        ArrayNode caps = pod.putArray("caps");
        explanation.caps().forEach(cap -> caps.add(cap(cap)));
        pod.put("capsLeftOut", explanation.capsLeftOut());
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

    private static ObjectNode cap(CapView view) {
        ObjectNode cap = JSON.objectNode();
        cap.put("term", view.term());
        cap.put("group", view.group());
        cap.put("own", view.own());
        cap.put("topologyKey", view.topologyKey());
        ArrayNode domains = cap.putArray("domains");
        view.domains().forEach(domain -> domains.add(domain(domain)));
        cap.put("domainsLeftOut", view.domainsLeftOut());
        cap.put("podsLeftOut", view.podsLeftOut());
        return cap;
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
