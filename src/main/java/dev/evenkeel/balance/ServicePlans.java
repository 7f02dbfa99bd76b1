package dev.evenkeel.balance;

import dev.evenkeel.api.Problem;
import dev.evenkeel.api.Reason;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.caps.SoftGroups;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.slots.Target;
import dev.evenkeel.traffic.KnownService;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.ServiceCatalog;
import dev.evenkeel.traffic.Workload;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plan for each Service that selects a pod with {@code evenkeel.dev/balance: on}, as long as kube-scheduler has asked
 * about such pods in the last ten minutes. Services without such pods have no plan and cost no more than their entry in
 * the catalog.
 */
public final class ServicePlans {
    /** A pod is placed for at most so many Services, the first by name: each of them costs a plan of its own. */
    public static final int SERVICES_OF_A_POD = 16;

    private final Cluster cluster;
    private final ServiceCatalog catalog;
    private final Planner planner;
    private final SoftGroups soft;
    private final ConstraintIndex index;
    /** By {@link Service#id}. */
    private final Map<String, ServicePlan> plans = new HashMap<>();
    /** By {@link Service#id}, Services without a plan since there was no room for another group. */
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
        public void promisesChanged() {
            promises++;
        }
    };

    /**
     * No plans.
     *
     * @param soft limits the groups that plans count
     * @param index the rules of pods
     */
    public ServicePlans(Cluster cluster, TrafficSettings settings, SoftGroups soft, ConstraintIndex index) {
        this.cluster = cluster;
        this.catalog = new ServiceCatalog(settings.byDefault());
        this.planner = new Planner(settings.plans());
        this.soft = soft;
        this.index = index;
    }

    /** The Services and workloads. */
    public ServiceCatalog catalog() {
        return catalog;
    }

    // ---- events

    /** Takes in what the watch has shown; ends the plan of a Service that has changed or is gone. */
    public void on(ServiceEvent event) {
        switch (event) {
            case ServiceEvent.ServiceChanged(Service service) -> {
                if (catalog.put(service)) {
                    close(service.id());
                }
            }
            case ServiceEvent.ServiceGone(String namespace, String name) ->
                catalog.remove(namespace, name)
                        .ifPresent(gone -> close(gone.service().id()));
            case ServiceEvent.WorkloadChanged(Workload workload) ->
                catalog.workloads().put(workload);
            case ServiceEvent.WorkloadGone(String uid) -> catalog.workloads().remove(uid);
        }
    }

    private void close(String service) {
        unplanned.remove(service);
        @Nullable ServicePlan plan = plans.remove(service);
        if (plan != null) {
            plan.close();
            all.promisesChanged();
            soft.leave(plan.group());
        }
    }

    /** Forgets the plans of Services about whose pods kube-scheduler has not asked in the last ten minutes. */
    public void forget(Moment now) {
        List<String> idle = plans.entrySet().stream()
                .filter(plan -> plan.getValue().isIdle(now))
                .map(Map.Entry::getKey)
                .toList();
        idle.forEach(this::close);
        if (!idle.isEmpty()) {
            // A Service that still needs one asks again.
            unplanned.clear();
        }
    }

    // ---- targets

    /** Notes that kube-scheduler asks about these nodes for the pod. */
    public void asked(Pod pod, NodeSet nodes, Moment now) {
        of(pod).forEach(plan -> plan.asked(nodes, now));
    }

    /** How many pods the Services that select the pod should have on which nodes; makes plans that are missing. */
    public List<Target> targets(Pod pod) {
        return of(pod).stream().<Target>map(this::target).toList();
    }

    /** The target of one plan; makes the plan if it is missing. */
    public ServicePlan.ServiceTarget target(ServicePlan plan) {
        return plan.target(all);
    }

    /** The plans that have to be made so that {@link #targets} of the pod need not make them. */
    public List<Planning> open(Pod pod) {
        return of(pod).stream().flatMap(plan -> plan.open(all).stream()).toList();
    }

    /** As {@link #open(Pod)}, for the plan of one Service. */
    public List<Planning> open(String namespace, String name) {
        return catalog.get(namespace, name).flatMap(this::planOf).flatMap(plan -> plan.open(all)).stream()
                .toList();
    }

    /** The plan of a Service, if there is one. */
    public Optional<ServicePlan> planOf(KnownService known) {
        return Optional.ofNullable(plans.get(known.service().id()));
    }

    /** Takes the snapshots of pods and nodes that {@link #targets} of the pod use as long as nothing changes. */
    public void look(Pod pod) {
        of(pod).forEach(plan -> plan.look(all));
    }

    /** Keeps plans that were made; one for a Service that has another plan by now, or none, has no effect. */
    public void take(List<Planning.Made> made) {
        made.forEach(each -> each.planning.plan().take(each));
    }

    // ---- problems

    /** The problems of Services: annotations that cannot be understood, and plans that are missing; in any order. */
    public List<Problem> problems() {
        return catalog.all()
                .flatMap(known -> Stream.concat(misread(known).stream(), unplanned(known).stream()))
                .toList();
    }

    private static Optional<Problem> misread(KnownService known) {
        return known.choice()
                .problem()
                .map(problem -> problem(
                        known,
                        Reason.UNKNOWN_MODEL,
                        problem + "; it is taken for " + known.choice().model().word()));
    }

    private Optional<Problem> unplanned(KnownService known) {
        return unplanned.contains(known.service().id())
                ? Optional.of(problem(
                        known,
                        Reason.TOO_MANY_GROUPS,
                        "there is no plan for its traffic: all groups that evenkeel may keep for preferred terms and plans"
                                + " (evenkeel.limits.soft-groups) are in use"))
                : Optional.empty();
    }

    private static Problem problem(KnownService known, Reason reason, String message) {
        Service service = known.service();
        return new Problem("Service", service.namespace(), service.name(), service.uid(), reason, message);
    }

    // ---- which plans

    private List<ServicePlan> of(Pod pod) {
        List<KnownService> behind = catalog.selecting(pod).toList();
        if (behind.size() > SERVICES_OF_A_POD) {
            behind = behind.stream()
                    .sorted(Comparator.comparing(known -> known.service().name()))
                    .limit(SERVICES_OF_A_POD)
                    .toList();
        }
        return behind.stream().flatMap(known -> plan(known).stream()).toList();
    }

    /** The plan of a Service, made if there is none; empty if there is no room for another. */
    private Optional<ServicePlan> plan(KnownService known) {
        String id = known.service().id();
        @Nullable ServicePlan plan = plans.get(id);
        // Services with the same selector share a group, not a plan.
        if (plan == null && plans.size() < soft.most() && soft.hasRoom(ServicePlan.group(known.service()))) {
            plan = new ServicePlan(known.service(), known.choice(), cluster, catalog.workloads(), planner, index);
            soft.join(plan.group());
            plans.put(id, plan);
            unplanned.remove(id);
        } else if (plan == null) {
            unplanned.add(id);
        }
        return Optional.ofNullable(plan);
    }
}
