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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Services, and a plan for each that a pod with {@code evenkeel.dev/balance: on} is behind, as long as such pods were
 * asked about in the last ten minutes. Services that nobody wants balanced cost no more than their names.
 */
final class Balances {
    /** A pod is placed for so many Services at most, the first by name: each one's plan is followed and kept up by itself. */
    static final int SERVICES_OF_A_POD = 16;

    private final Cluster cluster;
    private final Balancers balancers;
    private final Planner planner;
    private final SoftGroups soft;
    private final Accounts accounts;
    private final Workloads workloads = new Workloads();
    /** By namespace and name. */
    private final Map<String, Map<String, Known>> services = new HashMap<>();
    /** By {@link Service#id}. */
    private final Map<String, ServicePlan> plans = new HashMap<>();
    /** By {@link Service#id}, those that it matters for where their pods stand. */
    private final NavigableMap<String, Service> concerned = new TreeMap<>();
    /** By {@link Service#id}, those that a plan was wanted for when there was no room for another. */
    private final Set<String> unplanned = new HashSet<>();

    private final ServicePlan.Plans all = new ServicePlan.Plans() {
        private long promises;

        @Override
        public Collection<ServicePlan> all() {
            return plans.values();
        }

        @Override
        public long promises() {
            return promises;
        }

        @Override
        public void promisedAnew() {
            promises++;
        }
    };

    /**
     * A Service, and what follows from it.
     *
     * @param isConcerned whether its pods are worth placing for its traffic
     */
    private record Known(Service service, Selector pods, ModelChoice choice, boolean isConcerned) {
        /** Whether the other Service says the same in all that the rest follows from, so that it need not be read again. */
        boolean isReadLike(Service other) {
            return service.annotations().equals(other.annotations())
                    && service.selector().equals(other.selector())
                    && service.exposure() == other.exposure()
                    && service.local() == other.local()
                    && service.balancerClass().equals(other.balancerClass());
        }

        Known with(Service other) {
            return new Known(other, pods, choice, isConcerned);
        }

        /** Whether a plan for one is a plan for the other. */
        boolean plansLike(Known other) {
            return pods.equals(other.pods) && choice.equals(other.choice) && isConcerned == other.isConcerned;
        }

        /** Whether it matters to its traffic which pods go when there shall be fewer. */
        boolean ordersPods() {
            return isPlanned() && choice.model().dependsOnPlaces();
        }

        Population population() {
            return new Population.Matching(service.namespace(), pods);
        }

        boolean selects(Pod pod) {
            return isPlanned() && pods.matches(pod.labels());
        }

        boolean isPlanned() {
            return isConcerned && !service.selector().isEmpty();
        }

        /** Why it does not matter where its pods stand; of one that is not planned. */
        ServiceReading.Why why() {
            if (service.exposure() == Service.Exposure.NONE) {
                return ServiceReading.Why.NOT_EXPOSED;
            }
            return isConcerned ? ServiceReading.Why.NO_SELECTOR : ServiceReading.Why.POLICY_CLUSTER;
        }
    }

    Balances(Cluster cluster, TrafficSettings settings, SoftGroups soft, Accounts accounts) {
        this.accounts = accounts;
        this.cluster = cluster;
        this.soft = soft;
        this.balancers = new Balancers(settings.byDefault());
        this.planner = new Planner(settings.plans());
    }

    // ---- what happens

    /** Takes in what the watch has shown. */
    void on(ServiceEvent event) {
        switch (event) {
            case ServiceEvent.ServiceChanged(Service service) -> put(service);
            case ServiceEvent.ServiceGone(String namespace, String name) -> remove(namespace, name);
            case ServiceEvent.WorkloadChanged(Workload workload) -> workloads.put(workload);
            case ServiceEvent.WorkloadGone(String uid) -> workloads.remove(uid);
        }
    }

    private void put(Service service) {
        Map<String, Known> neighbours = services.computeIfAbsent(service.namespace(), first -> new HashMap<>());
        @Nullable Known before = neighbours.get(service.name());
        if (before != null && Versions.isOlder(service.version(), before.service.version())) {
            return;
        }
        Known known = before != null && before.isReadLike(service) ? before.with(service) : read(service);
        neighbours.put(service.name(), known);
        if (known.isPlanned()) {
            concerned.put(service.id(), service);
        } else {
            concerned.remove(service.id());
        }
        if (before != null && !before.plansLike(known)) {
            close(service.id());
        }
    }

    private Known read(Service service) {
        return new Known(
                service, Selector.of(service.selector()), balancers.of(service), balancers.isConcernedWith(service));
    }

    private void remove(String namespace, String name) {
        Map<String, Known> neighbours = services.getOrDefault(namespace, new HashMap<>());
        @Nullable Known gone = neighbours.remove(name);
        if (neighbours.isEmpty()) {
            services.remove(namespace);
        }
        if (gone != null) {
            concerned.remove(gone.service.id());
            close(gone.service.id());
        }
    }

    private void close(String service) {
        unplanned.remove(service);
        @Nullable ServicePlan plan = plans.remove(service);
        if (plan != null) {
            plan.close();
            all.promisedAnew();
            soft.leave(plan.group());
        }
    }

    /** Forgets the plans that nobody has asked for in the last ten minutes. */
    void forget(Moment now) {
        List<String> idle = plans.entrySet().stream()
                .filter(plan -> plan.getValue().isIdle(now))
                .map(Map.Entry::getKey)
                .toList();
        idle.forEach(this::close);
        if (!idle.isEmpty()) {
            // Who still wants one asks again.
            unplanned.clear();
        }
    }

    // ---- what is wanted

    /** Notes that the pod may go to these nodes, as far as others have a say. */
    void asked(Pod pod, NodeSet nodes, Moment now) {
        of(pod).forEach(plan -> plan.asked(nodes, now));
    }

    /** What the Services of a pod want of the nodes. */
    List<Target> wishes(Pod pod) {
        return of(pod).stream().<Target>map(plan -> wish(plan)).toList();
    }

    /** The plans that have to be made before {@link #wishes} are asked for the pod. */
    List<Planning> open(Pod pod) {
        return of(pod).stream().flatMap(plan -> plan.open(all).stream()).toList();
    }

    /** As {@link #open(Pod)}, for the plan of one Service. */
    List<Planning> open(String namespace, String name) {
        return Optional.ofNullable(services.getOrDefault(namespace, Map.of()).get(name))
                .flatMap(known -> Optional.ofNullable(plans.get(known.service.id())))
                .flatMap(plan -> plan.open(all))
                .stream()
                .toList();
    }

    /** Looks at pods and nodes for {@link #wishes} of the pod, which then go by what was seen as long as nothing changes. */
    void look(Pod pod) {
        of(pod).forEach(plan -> plan.look(all));
    }

    /** Takes plans that were made; that of a Service that is planned no more, or anew, has no effect. */
    void take(List<Planning.Made> made) {
        made.stream().forEach(each -> each.planning.plan().take(each));
    }

    /** How often a plan was not made before it was needed. */
    int timesSolved() {
        return plans.values().stream().mapToInt(ServicePlan::timesSolved).sum();
    }

    /** What one of the plans wants of the nodes. */
    ServicePlan.Wish wish(ServicePlan plan) {
        return plan.wish(all);
    }

    // ---- what is wrong

    /** What is wrong with Services, as far as evenkeel reads them. */
    List<ServiceProblem> problems() {
        return services.values().stream()
                .flatMap(neighbours -> neighbours.values().stream())
                .flatMap(known -> Stream.concat(misread(known).stream(), unplanned(known).stream()))
                .toList();
    }

    private static Optional<ServiceProblem> misread(Known known) {
        return known.choice
                .problem()
                .map(problem -> problem(
                        known,
                        Reason.UNKNOWN_MODEL,
                        problem + "; it is taken for " + known.choice.model().word()));
    }

    private Optional<ServiceProblem> unplanned(Known known) {
        return unplanned.contains(known.service.id())
                ? Optional.of(problem(
                        known,
                        Reason.TOO_MANY_GROUPS,
                        "there is no plan for its traffic: all groups that evenkeel may keep for preferred terms and plans"
                                + " (evenkeel.limits.soft-groups) are in use"))
                : Optional.empty();
    }

    private static ServiceProblem problem(Known known, Reason reason, String message) {
        Service service = known.service;
        return new ServiceProblem(service.namespace(), service.name(), service.uid(), reason, message);
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

    // ---- what there is to say

    /** The first Services, by namespace and name, that it matters for where their pods stand. */
    ServiceList concerned(int most) {
        List<Service> first = concerned.values().stream().limit(most).toList();
        return new ServiceList(first, concerned.size() - first.size());
    }

    /**
     * What there is to say of a Service; empty if it is not known. Costs by the Service's pods where nobody follows a plan.
     *
     * @param withWish whether what the plan wants is to be shown too
     */
    Optional<ServiceReading> read(String namespace, String name, boolean withWish) {
        return Optional.ofNullable(services.getOrDefault(namespace, Map.of()).get(name))
                .map(known -> known.isPlanned()
                        ? new ServiceReading.Concerned(view(known, withWish))
                        : new ServiceReading.Unconcerned(known.service, known.why()));
    }

    private ServiceView view(Known known, boolean withWish) {
        ServiceSurvey survey = new ServiceSurvey(cluster, known.service, known.choice);
        @Nullable ServicePlan plan = plans.get(known.service.id());
        if (plan == null) {
            List<Workload> behind = workloads.current(known.service.namespace(), known.pods);
            return survey.unplanned(
                    MusterRoll.once(cluster, workloads, ServicePlan.group(known.service), accounts, behind), behind);
        }
        return survey.planned(plan, withWish ? Optional.of(wish(plan)) : Optional.empty());
    }

    Workloads workloads() {
        return workloads;
    }

    private List<ServicePlan> of(Pod pod) {
        List<Known> behind = services.getOrDefault(pod.id().namespace(), Map.of()).values().stream()
                .filter(known -> known.selects(pod))
                .toList();
        if (behind.size() > SERVICES_OF_A_POD) {
            behind = behind.stream()
                    .sorted(Comparator.comparing(known -> known.service.name()))
                    .limit(SERVICES_OF_A_POD)
                    .toList();
        }
        return behind.stream().flatMap(known -> plan(known).stream()).toList();
    }

    /** The plan of a Service, made if there is none; empty if there is no room for another. */
    private Optional<ServicePlan> plan(Known known) {
        String id = known.service.id();
        @Nullable ServicePlan plan = plans.get(id);
        // Services with the same selector share a group, not a plan.
        if (plan == null && plans.size() < soft.most() && soft.hasRoom(ServicePlan.group(known.service))) {
            plan = new ServicePlan(known.service, known.choice, cluster, workloads, planner, accounts);
            soft.join(plan.group());
            plans.put(id, plan);
            unplanned.remove(id);
        } else if (plan == null) {
            unplanned.add(id);
        }
        return Optional.ofNullable(plan);
    }
}
