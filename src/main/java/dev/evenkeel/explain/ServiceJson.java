package dev.evenkeel.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenkeel.report.ServiceOutlook.Arrangement;
import dev.evenkeel.report.ServiceReading;
import dev.evenkeel.report.ServiceView;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Service;

/** The explanation of a Service as JSON for tools; its keys never change meaning. */
final class ServiceJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ServiceJson() {}

    static ObjectNode of(ServiceReading.Unconcerned reading) {
        return named(reading.service())
                .put("concerned", false)
                .put("reason", reading.why().label())
                .put("message", reading.why().message());
    }

    static ObjectNode of(ServiceExplanation explanation) {
        ServiceView view = explanation.view();
        ObjectNode service = named(view.service()).put("concerned", true);
        model(service, view.choice());
        service.put("planned", explanation.outlook().isPlanned());
        service.set("pods", pods(view.pods()));
        service.set("nodesLookedAt", nodesLookedAt(explanation));
        service.put("distance", explanation.distance());
        service.set("now", arrangement(explanation.now()));
        service.set("plan", plan(explanation.plan()));
        service.set("fromScratch", plan(explanation.fromScratch()));
        service.set("spreading", arrangement(explanation.spreading()));
        ArrayNode nodes = service.putArray("nodes");
        explanation.shown().forEach(node -> nodes.add(node(explanation, node)));
        service.put("nodesLeftOut", explanation.leftOut());
        return service;
    }

    private static ObjectNode named(Service service) {
        return JSON.objectNode().put("namespace", service.namespace()).put("name", service.name());
    }

    private static void model(ObjectNode service, ModelChoice choice) {
        service.put("model", choice.model().word());
        service.put("modelReason", choice.why());
        choice.problem().ifPresent(problem -> service.put("problem", problem));
        choice.advice().ifPresent(advice -> service.put("advice", advice));
    }

    private static ObjectNode pods(ServiceView.Pods view) {
        ObjectNode pods = JSON.objectNode();
        pods.put("expected", view.expected());
        pods.put("present", view.present());
        pods.put("waiting", view.waiting());
        pods.put("assigned", view.assigned());
        pods.put("balanced", view.balanced());
        ArrayNode workloads = pods.putArray("workloads");
        view.workloads()
                .forEach(each -> workloads
                        .addObject()
                        .put("workload", each.workload())
                        .put("wants", each.wants())
                        .put("has", each.has()));
        return pods;
    }

    private static ObjectNode nodesLookedAt(ServiceExplanation explanation) {
        ServiceView.Nodes view = explanation.view().nodes();
        ObjectNode nodes = JSON.objectNode();
        nodes.put("inCluster", view.known());
        nodes.put("askedAbout", view.asked());
        nodes.put("lookedAt", view.each().size());
        ObjectNode closed = nodes.putObject("closed");
        explanation.closed().forEach((why, count) -> closed.put(why.label(), count));
        return nodes;
    }

    private static ObjectNode arrangement(Arrangement arrangement) {
        return JSON.objectNode()
                .put("pods", arrangement.total())
                .put("servingNodes", arrangement.split().servingNodes())
                .put("servingZones", arrangement.split().servingZones())
                .put("imbalance", arrangement.split().imbalance());
    }

    private static ObjectNode plan(Arrangement arrangement) {
        return arrangement(arrangement).put("coarse", arrangement.isCoarse());
    }

    private static ObjectNode node(ServiceExplanation explanation, int number) {
        ServiceView.NodeRow row = explanation.node(number);
        ObjectNode node = JSON.objectNode().put("name", row.node().name());
        node.put("zone", explanation.outlook().zone(row).orElse(""));
        node.put("serving", row.serving());
        node.put("pods", row.pods());
        node.put("leaving", row.leaving());
        node.put("assigned", row.assigned());
        node.put("plan", explanation.plan().pods()[number]);
        node.put("fromScratch", explanation.fromScratch().pods()[number]);
        node.put("spreading", explanation.spreading().pods()[number]);
        node.put("shareOfNode", explanation.now().split().ofNode(number));
        node.put("shareOfPod", explanation.now().split().ofPodOn(number));
        node.put("shareOfPodByPlan", explanation.plan().split().ofPodOn(number));
        explanation.outlook().closed(row).ifPresent(why -> node.put("closed", why.label()));
        return node;
    }
}
