package dev.evenkeel.balance;

import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.objects.Changed;
import dev.evenkeel.traffic.Workload;
import dev.evenkeel.traffic.Workloads;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ServicePods} that is updated incrementally and always equals a recount. An update costs as much as there are
 * pods that have changed since the last one; all pods of a workload are counted again only when a roll-out begins or
 * ceases to replace them.
 */
public final class LiveServicePods {
    private final Cluster cluster;
    private final Workloads workloads;
    private final Tally.Key group;
    private final ConstraintIndex index;
    private final ServicePods servicePods = new ServicePods();
    private final Changed<PodEntry> changed;
    private final Changed<String> changedControllers;
    private final Map<PodEntry, ServicePod> counted = new HashMap<>();
    private final Map<String, Controlled> byController = new HashMap<>();

    /** The pods of one controller, which are counted either all as superseded or all as not. */
    private static final class Controlled {
        final Set<PodEntry> pods = new LinkedHashSet<>();
        boolean superseded;

        Controlled(boolean superseded) {
            this.superseded = superseded;
        }
    }

    /**
     * Begins to follow changes; to be {@link #close}d.
     *
     * @param group the pods to count, by host; its tally has to be in use until this is closed
     */
    LiveServicePods(Cluster cluster, Workloads workloads, Tally.Key group, ConstraintIndex index) {
        this.cluster = cluster;
        this.workloads = workloads;
        this.group = group;
        this.index = index;
        this.changed = cluster.tallies().follow(group);
        this.changedControllers = workloads.following();
    }

    /**
     * Counts once, without following changes.
     *
     * @param behind the workloads that make the pods
     */
    public static ServicePods once(
            Cluster cluster, Workloads workloads, Tally.Key group, ConstraintIndex index, List<Workload> behind) {
        ServicePods servicePods = new ServicePods();
        cluster.pods(group.population())
                .forEach(entry -> ServicePod.of(
                                entry,
                                entry.pod()
                                        .controller()
                                        .filter(workloads::isSuperseded)
                                        .isPresent(),
                                index)
                        .ifPresent(servicePods::add));
        servicePods.foresee(behind);
        return servicePods;
    }

    /** Ends following changes. */
    void close() {
        cluster.tallies().unfollow(group, changed);
        byController.keySet().forEach(uid -> workloads.unfollow(uid, changedControllers));
    }

    /**
     * The count as of now; the same object each time, updated by this call.
     *
     * @param behind the workloads that make the pods; the same list as long as none of them has changed
     */
    ServicePods current(List<Workload> behind) {
        changedControllers.take().forEach(this::supersede);
        changed.take().forEach(this::recount);
        servicePods.foresee(behind);
        return servicePods;
    }

    private void supersede(String uid) {
        @Nullable Controlled controlled = byController.get(uid);
        if (controlled != null && controlled.superseded != workloads.isSuperseded(uid)) {
            controlled.superseded = !controlled.superseded;
            List.copyOf(controlled.pods).forEach(this::recount);
        }
    }

    private void recount(PodEntry entry) {
        Optional<ServicePod> now = cluster.includes(group.population(), entry)
                ? ServicePod.of(entry, isSuperseded(entry), index)
                : Optional.empty();
        @Nullable ServicePod before = counted.get(entry);
        if (before != null && now.filter(before::equals).isPresent()) {
            return;
        }
        if (before != null) {
            servicePods.remove(before);
            counted.remove(entry);
        }
        now.ifPresent(pod -> {
            servicePods.add(pod);
            counted.put(entry, pod);
        });
        follow(
                entry,
                now.flatMap(ServicePod::controller),
                Optional.ofNullable(before).flatMap(ServicePod::controller));
    }

    private boolean isSuperseded(PodEntry entry) {
        return entry.pod()
                .controller()
                .filter(uid ->
                        byController.containsKey(uid) ? byController.get(uid).superseded : workloads.isSuperseded(uid))
                .isPresent();
    }

    private void follow(PodEntry entry, Optional<String> now, Optional<String> before) {
        if (now.equals(before)) {
            return;
        }
        before.ifPresent(uid -> {
            Controlled controlled = controlled(uid);
            controlled.pods.remove(entry);
            if (controlled.pods.isEmpty()) {
                byController.remove(uid);
                workloads.unfollow(uid, changedControllers);
            }
        });
        now.ifPresent(uid -> controlled(uid).pods.add(entry));
    }

    private Controlled controlled(String uid) {
        return byController.computeIfAbsent(uid, first -> {
            workloads.follow(uid, changedControllers);
            return new Controlled(workloads.isSuperseded(uid));
        });
    }
}
