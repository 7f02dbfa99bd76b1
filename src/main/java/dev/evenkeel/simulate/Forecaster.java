package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.planner.Plan;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.planner.Spreading;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Forecasts the traffic of a cluster's Services. What is placed is placed anew, all pods of a Service at once, as a roll-out
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
    public List<Forecast> forecast(Inventory before, Change change) {
        Inventory after = change.applied(before);
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

    private Forecast forecast(
            Service service, ModelChoice choice, Inventory before, Inventory after, OptionalInt scaled) {
        List<Member> members = after.behind(service);
        Map<String, Integer> serving = serving(service, choice, before);
        Map<String, Integer> staying = new HashMap<>();
        members.stream()
                .filter(Member::isLive)
                .forEach(member -> member.pod().node().ifPresent(node -> staying.merge(node, 1, Integer::sum)));
        int wanted = scaled.orElse((int) members.stream().filter(Member::isLive).count());
        Map<String, Resources> taken = taken(service, after);
        Needs needs = Needs.of(members, rules);
        List<Forecast.Place> places = new ArrayList<>();
        List<Site> sites = new ArrayList<>();
        Map<String, Integer> zones = new LinkedHashMap<>();
        for (Host host : after.hosts()) {
            int room = Balancers.reaches(choice, host.node().labels())
                    ? Math.min(wanted, needs.room(host, taken.getOrDefault(host.name(), Resources.NONE)))
                    : 0;
            if (room > 0 || serving.containsKey(host.name())) {
                String zone = zone(host, choice.model());
                places.add(new Forecast.Place(host.name(), zone));
                int number = zone.isEmpty() ? Site.NO_ZONE : zones.computeIfAbsent(zone, first -> zones.size());
                sites.add(new Site(number, room, Math.min(room, staying.getOrDefault(host.name(), 0))));
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
                Arrangement.of(model, zones, now),
                Arrangement.of(model, zones, Spreading.counts(wanted, sites)),
                Arrangement.of(model, zones, plan.pods()));
    }

    private static String zone(Host host, TrafficModel model) {
        return host.node()
                .labels()
                .get(model.topologyKey().orElse(TrafficModel.ZONE))
                .orElse("");
    }

    private static Map<String, Integer> serving(Service service, ModelChoice choice, Inventory inventory) {
        Set<String> reached = inventory.hosts().stream()
                .filter(host -> Balancers.reaches(choice, host.node().labels()))
                .map(Host::name)
                .collect(Collectors.toSet());
        Map<String, Integer> serving = new HashMap<>();
        for (Member member : inventory.behind(service)) {
            boolean isReached = member.pod().node().filter(reached::contains).isPresent();
            if (isReached
                    && service.isServedBy(member.pod().ready(), member.pod().phase())) {
                serving.merge(member.pod().node().orElseThrow(), 1, Integer::sum);
            }
        }
        return serving;
    }

    // ---- room

    /** What pods that are not the Service's take of each node. */
    private static Map<String, Resources> taken(Service service, Inventory inventory) {
        Map<String, Resources> taken = new HashMap<>();
        for (Member member : inventory.pods()) {
            Pod pod = member.pod();
            boolean own = service.selects(pod.id().namespace(), pod.labels()) && member.isLive();
            if (!own && pod.phase() != Pod.Phase.FINISHED) {
                pod.node().ifPresent(node -> taken.merge(node, pod.requests(), Resources::plus));
            }
        }
        return taken;
    }
}
