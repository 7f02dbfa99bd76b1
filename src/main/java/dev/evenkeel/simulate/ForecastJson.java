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
        service.put("modelTold", forecast.model().why());
        forecast.model().problem().ifPresent(problem -> service.put("problem", problem));
        forecast.model().advice().ifPresent(advice -> service.put("advice", advice));
        service.put("pods", forecast.wanted());
        service.put("unplaced", forecast.unplaced());
        service.set("now", arrangement(forecast.before()));
        service.set("spreading", arrangement(forecast.spreading()));
        service.set("evenkeel", arrangement(forecast.after()));
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

    private static ObjectNode arrangement(Arrangement arrangement) {
        ObjectNode json = JSON.objectNode();
        json.put("pods", arrangement.total());
        json.put("servingNodes", arrangement.split().servingNodes());
        json.put("servingZones", arrangement.split().servingZones());
        json.put("imbalance", arrangement.split().imbalance());
        json.set("losingANode", loss(arrangement.node()));
        json.set("losingAZone", loss(arrangement.zone()));
        return json;
    }

    private static ObjectNode loss(Loss loss) {
        return JSON.objectNode().put("podsGone", loss.pods()).put("busiestPod", loss.busiest());
    }

    private static ObjectNode onNode(Arrangement arrangement, int node) {
        return JSON.objectNode()
                .put("pods", arrangement.pods()[node])
                .put("shareOfPod", arrangement.split().ofPodOn(node));
    }
}
