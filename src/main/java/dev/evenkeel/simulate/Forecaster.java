package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.file.Dump;
import dev.evenkeel.file.NodeObject;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.planner.Plan;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.planner.Spreading;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import dev.evenkeel.traffic.ZoneNumbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Forecasts the traffic of a cluster's Services. All pods of a Service are placed from scratch, as a roll-out
 * would; the pods of others stay where they are.
 */
public final class Forecaster {
    private final Balancers balancers;
    private final Planner planner;
    private final RuleReader rules;

    public Forecaster(Balancers balancers, Planner planner, RuleReader rules) {
        this.balancers = balancers;
        this.planner = planner;
        this.rules = rules;
    }

    /**
     * The forecasts of all Services that split traffic by where their pods stand, by namespace and name.
     *
     * @throws ForecastException if the change names what is not there
     */
    public List<Forecast> forecast(Dump before, Change change) {
        Dump after = change.applied(before);
        Map<Service, Integer> scaled = change.scaled(before.services());
        return before.services().stream()
                .filter(balancers::isConcernedWith)
                .sorted(Comparator.comparing(Service::id))
                .map(service -> {
                    ModelChoice found = balancers.of(service);
                    ModelChoice choice = change.model()
                            .map(model -> found.as(model, "as asked for by --model"))
                            .orElse(found);
                    OptionalInt pods = scaled.containsKey(service)
                            ? OptionalInt.of(scaled.getOrDefault(service, 0))
                            : OptionalInt.empty();
                    return forecast(service, choice, before, after, pods);
                })
                .toList();
    }

    private Forecast forecast(Service service, ModelChoice choice, Dump before, Dump after, OptionalInt scaled) {
        List<PodObject> pods = after.selectedBy(service);
        Map<String, Integer> serving = serving(service, choice, before);
        Map<String, Integer> staying = new HashMap<>();
        pods.stream()
                .filter(PodObject::isLive)
                .forEach(each -> each.pod().node().ifPresent(node -> staying.merge(node, 1, Integer::sum)));
        int wanted = scaled.orElse((int) pods.stream().filter(PodObject::isLive).count());
        Map<String, Resources> taken = taken(service, after);
        Needs needs = Needs.of(pods, rules);
        List<Forecast.Place> places = new ArrayList<>();
        List<Site> sites = new ArrayList<>();
        ZoneNumbers zones = new ZoneNumbers(choice.model());
        for (NodeObject node : after.nodes()) {
            Labels labels = node.node().labels();
            int room = Balancers.reaches(choice, labels)
                    ? Math.min(wanted, needs.room(node, taken.getOrDefault(node.name(), Resources.NONE)))
                    : 0;
            if (room > 0 || serving.containsKey(node.name())) {
                places.add(new Forecast.Place(node.name(), zones.zone(labels).orElse("")));
                int stay = Math.min(room, staying.getOrDefault(node.name(), 0));
                sites.add(new Site(zones.number(labels), room, stay));
            }
        }
        return forecast(service, choice, wanted, places, sites, serving);
    }

    private Forecast forecast(
            Service service,
            ModelChoice choice,
            int wanted,
            List<Forecast.Place> places,
            List<Site> sites,
            Map<String, Integer> serving) {
        TrafficModel model = choice.model();
        int[] zones = sites.stream().mapToInt(Site::zone).toArray();
        int[] now = places.stream()
                .mapToInt(place -> serving.getOrDefault(place.name(), 0))
                .toArray();
        Plan plan = planner.plan(model, wanted, sites);
        return new Forecast(
                service,
                choice,
                wanted,
                plan.unplanned(),
                List.copyOf(places),
                Layout.of(model, zones, now),
                Layout.of(model, zones, Spreading.counts(wanted, sites)),
                Layout.of(model, zones, plan.pods()));
    }

    private static Map<String, Integer> serving(Service service, ModelChoice choice, Dump dump) {
        Set<String> reached = dump.nodes().stream()
                .filter(node -> Balancers.reaches(choice, node.node().labels()))
                .map(NodeObject::name)
                .collect(Collectors.toSet());
        Map<String, Integer> serving = new HashMap<>();
        for (PodObject each : dump.selectedBy(service)) {
            boolean isReached = each.pod().node().filter(reached::contains).isPresent();
            if (isReached && service.isServedBy(each.pod().ready(), each.pod().phase())) {
                serving.merge(each.pod().node().orElseThrow(), 1, Integer::sum);
            }
        }
        return serving;
    }

    // ---- room

    /** What pods that are not the Service's take of each node. */
    private static Map<String, Resources> taken(Service service, Dump dump) {
        Map<String, Resources> taken = new HashMap<>();
        for (PodObject each : dump.pods()) {
            Pod pod = each.pod();
            boolean own = service.selects(pod.id().namespace(), pod.labels()) && each.isLive();
            if (!own && pod.phase() != Pod.Phase.FINISHED) {
                pod.node().ifPresent(node -> taken.merge(node, pod.requests(), Resources::plus));
            }
        }
        return taken;
    }
}
