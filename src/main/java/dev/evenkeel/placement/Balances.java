package dev.evenkeel.placement;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Population;
import dev.evenkeel.cluster.Selector;
import dev.evenkeel.cluster.Service;
import dev.evenkeel.cluster.Versions;
import dev.evenkeel.cluster.Workload;
import dev.evenkeel.cluster.Workloads;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Planner;
import dev.evenkeel.traffic.ScaleDown;
import dev.evenkeel.traffic.TrafficSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The Services, and a plan for each that a pod with {@code evenkeel.dev/balance: on} is behind, as long as such pods were
 * asked about in the last ten minutes. Services that nobody wants balanced cost no more than their names.
 */
final class Balances {
    private final Cluster cluster;
    private final Balancers balancers;
    private final Planner planner;
    private final Workloads workloads = new Workloads();
    /** By namespace and name. */
    private final Map<String, Map<String, Known>> services = new HashMap<>();
    /** By {@link Service#id}. */
    private final Map<String, ServicePlan> plans = new HashMap<>();

    /**
     * A Service, and what follows from it.
     *
     * @param isConcerned whether its pods are worth placing for its traffic
     */
    private record Known(Service service, Selector pods, ModelChoice choice, boolean isConcerned) {
        /** Whether a plan for one is a plan for the other. */
        boolean plansLike(Known other) {
            return pods.equals(other.pods) && choice.equals(other.choice) && isConcerned == other.isConcerned;
        }

        /** Whether it matters to its traffic which pods go when there shall be fewer. */
        boolean ordersPods() {
            return isConcerned && ScaleDown.matters(choice.model());
        }

        Population population() {
            return new Population.Matching(service.namespace(), pods);
        }

        boolean selects(Pod pod) {
            return isConcerned && !service.selector().isEmpty() && pods.matches(pod.labels());
        }
    }

    Balances(Cluster cluster, TrafficSettings settings) {
        this.cluster = cluster;
        this.balancers = new Balancers(settings.byDefault());
        this.planner = new Planner(settings.plans());
    }

    // ---- what happens

    void put(Service service) {
        Map<String, Known> neighbours = services.computeIfAbsent(service.namespace(), first -> new HashMap<>());
        @Nullable Known before = neighbours.get(service.name());
        if (before != null && Versions.isOlder(service.version(), before.service.version())) {
            return;
        }
        Known known = new Known(
                service, Selector.of(service.selector()), balancers.of(service), balancers.isConcernedWith(service));
        neighbours.put(service.name(), known);
        if (before != null && !before.plansLike(known)) {
            close(service.id());
        }
    }

    void remove(String namespace, String name) {
        Map<String, Known> neighbours = services.getOrDefault(namespace, new HashMap<>());
        @Nullable Known gone = neighbours.remove(name);
        if (neighbours.isEmpty()) {
            services.remove(namespace);
        }
        if (gone != null) {
            close(gone.service.id());
        }
    }

    void put(Workload workload) {
        workloads.put(workload);
    }

    void removeWorkload(String uid) {
        workloads.remove(uid);
    }

    private void close(String service) {
        @Nullable ServicePlan plan = plans.remove(service);
        if (plan != null) {
            plan.close();
        }
    }

    /** Forgets the plans that nobody has asked for in the last ten minutes. */
    void forget(Moment now) {
        List<String> idle = plans.entrySet().stream()
                .filter(plan -> plan.getValue().isIdle(now))
                .map(Map.Entry::getKey)
                .toList();
        idle.forEach(this::close);
    }

    // ---- what is wanted

    /** Notes that the pod may go to these nodes, as far as others have a say. */
    void asked(Pod pod, NodeSet nodes, Moment now) {
        of(pod).forEach(plan -> plan.asked(nodes, now));
    }

    /**
     * What the Services of a pod want of the nodes.
     *
     * @param limits what binds a pod
     */
    List<ServicePlan.Wish> wishes(Pod pod, Function<PodEntry, List<Limit>> limits) {
        return of(pod).stream().map(plan -> plan.wish(limits, plans.values())).toList();
    }

    // ---- what may go

    /** The Services to whose traffic it matters which pods go, as {@code namespace/name}. */
    Set<String> ordering() {
        Set<String> ordering = new HashSet<>();
        services.values()
                .forEach(neighbours -> neighbours.values().stream()
                        .filter(Known::ordersPods)
                        .forEach(known -> ordering.add(known.service.id())));
        return ordering;
    }

    /**
     * The pods of a Service that have to be put in the order in which they should go; nothing if there is no such Service.
     *
     * @param id {@code namespace/name}
     * @param isBalanced whether a pod wants to be placed for its Services
     */
    ScaleDownQuestion scaleDown(String id, Predicate<PodEntry> isBalanced) {
        String namespace = id.substring(0, id.indexOf('/'));
        Map<String, Known> neighbours = services.getOrDefault(namespace, Map.of());
        @Nullable Known known = neighbours.get(id.substring(namespace.length() + 1));
        if (known == null || !known.ordersPods()) {
            return new ScaleDownQuestion(List.of());
        }
        Herds herds = new Herds(cluster, workloads);
        cluster.pods(known.population())
                .filter(entry -> herds.stays(entry) && herds.isOrdered(entry) && isBalanced.test(entry))
                .forEach(entry -> herds.add(entry, ordering(neighbours, entry.pod())));
        return herds.question();
    }

    private static List<Herds.Reach> ordering(Map<String, Known> neighbours, Pod pod) {
        return neighbours.values().stream()
                .filter(known -> known.ordersPods() && known.selects(pod))
                .map(known -> new Herds.Reach(known.service.id(), known.choice, known.population()))
                .toList();
    }

    /** Whether the deletion cost of a pod may be evenkeel's business, as far as is known. */
    boolean maybeOrdered(PodEntry entry) {
        Pod pod = entry.pod();
        return pod.controller()
                        .filter(uid -> !workloads.knows(uid) || workloads.heedsCosts(uid))
                        .isPresent()
                && services.getOrDefault(pod.id().namespace(), Map.of()).values().stream()
                        .anyMatch(known -> known.ordersPods() && known.selects(pod));
    }

    private List<ServicePlan> of(Pod pod) {
        return services.getOrDefault(pod.id().namespace(), Map.of()).values().stream()
                .filter(known -> known.selects(pod))
                .map(known -> plans.computeIfAbsent(
                        known.service.id(),
                        first -> new ServicePlan(known.service, known.choice, cluster, workloads, planner)))
                .toList();
    }
}
