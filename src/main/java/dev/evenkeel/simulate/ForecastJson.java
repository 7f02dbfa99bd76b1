package dev.evenkeel.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Forecasts as JSON for tools; its keys never change meaning. */
public final class ForecastJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ForecastJson() {}

    /** {@code {"services": […]}}, indented, the last line ended. */
    public static String of(List<Forecast> forecasts) {
        ObjectNode answer = JSON.objectNode();
        ArrayNode services = answer.putArray("services");
        forecasts.forEach(forecast -> services.add(service(forecast)));
        return answer.toPrettyString() + "\n";
    }

    private static ObjectNode service(Forecast forecast) {
        ObjectNode service = JSON.objectNode();
        service.put("namespace", forecast.service().namespace());
        service.put("name", forecast.service().name());
        service.put("model", forecast.model().model().word());
        service.put("modelReason", forecast.model().why());
        forecast.model().problem().ifPresent(problem -> service.put("problem", problem));
        forecast.model().advice().ifPresent(advice -> service.put("advice", advice));
        service.put("pods", forecast.wanted());
        service.put("unplaced", forecast.unplaced());
        service.set("now", layout(forecast.before()));
        service.set("spreading", layout(forecast.spreading()));
        service.set("evenkeel", layout(forecast.after()));
        ArrayNode nodes = service.putArray("nodes");
        for (int node = 0; node < forecast.nodes().size(); node++) {
            ObjectNode each = nodes.addObject();
            each.put("name", forecast.nodes().get(node).name());
            each.put("zone", forecast.nodes().get(node).zone());
            each.set("now", onNode(forecast.before(), node));
            each.set("spreading", onNode(forecast.spreading(), node));
            each.set("evenkeel", onNode(forecast.after(), node));
        }
        return service;
    }

    private static ObjectNode layout(Layout layout) {
        ObjectNode json = JSON.objectNode();
        json.put("pods", layout.total());
        json.put("servingNodes", layout.split().servingNodes());
        json.put("servingZones", layout.split().servingZones());
        json.put("imbalance", layout.split().imbalance());
        json.set("losingANode", loss(layout.node()));
        json.set("losingAZone", loss(layout.zone()));
        return json;
    }

    private static ObjectNode loss(Loss loss) {
        return JSON.objectNode().put("podsGone", loss.pods()).put("busiestPod", loss.busiest());
    }

    private static ObjectNode onNode(Layout layout, int node) {
        return JSON.objectNode()
                .put("pods", layout.pods()[node])
                .put("shareOfPod", layout.split().ofPodOn(node));
    }
}
