package dev.evenkeel.balance;

import dev.evenkeel.cluster.Changed;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.slots.Accounts;
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
 * A {@link Muster} that is kept, and always equals one counted anew. To bring it up to date costs by the pods that have changed
 * since; by all of a workload's only when a roll-out begins to replace these, or does so no more.
 */
public final class MusterRoll {
    private final Cluster cluster;
    private final Workloads workloads;
    private final Tally.Key group;
    private final Accounts accounts;
    private final Muster muster = new Muster();
    private final Changed<PodEntry> changed;
    private final Changed<String> changedControllers;
    private final Map<PodEntry, Mustered> counted = new HashMap<>();
    private final Map<String, Controlled> byController = new HashMap<>();

    /** The pods of one controller, which are all counted as superseded, or all as not. */
    private static final class Controlled {
        final Set<PodEntry> pods = new LinkedHashSet<>();
        boolean superseded;

        Controlled(boolean superseded) {
            this.superseded = superseded;
        }
    }

    /**
     * Begins to keep it; to be {@link #close}d.
     *
     * @param group the pods that it counts; a tally in use as long as it is kept
     */
    MusterRoll(Cluster cluster, Workloads workloads, Tally.Key group, Accounts accounts) {
        this.cluster = cluster;
        this.workloads = workloads;
        this.group = group;
        this.accounts = accounts;
        this.changed = cluster.follow(group);
        this.changedControllers = workloads.following();
    }

    /** Counts pods that are looked at once. */
    public static Muster once(
            Cluster cluster, Workloads workloads, Tally.Key group, Accounts accounts, List<Workload> behind) {
        Muster muster = new Muster();
        cluster.pods(group.population())
                .forEach(entry -> Mustered.of(
                                entry,
                                entry.pod()
                                        .controller()
                                        .filter(workloads::isSuperseded)
                                        .isPresent(),
                                accounts)
                        .ifPresent(muster::add));
        muster.foresee(behind);
        return muster;
    }

    void close() {
        cluster.unfollow(group, changed);
        byController.keySet().forEach(uid -> workloads.unfollow(uid, changedControllers));
    }

    /**
     * The count as of now; changes whenever this is called.
     *
     * @param behind the workloads that make the pods; the same list as long as nothing of them has changed
     */
    Muster current(List<Workload> behind) {
        changedControllers.take().forEach(this::supersede);
        changed.take().forEach(this::recount);
        muster.foresee(behind);
        return muster;
    }

    private void supersede(String uid) {
        @Nullable Controlled controlled = byController.get(uid);
        if (controlled != null && controlled.superseded != workloads.isSuperseded(uid)) {
            controlled.superseded = !controlled.superseded;
            List.copyOf(controlled.pods).forEach(this::recount);
        }
    }

    private void recount(PodEntry entry) {
        Optional<Mustered> now = cluster.includes(group.population(), entry)
                ? Mustered.of(entry, isSuperseded(entry), accounts)
                : Optional.empty();
        @Nullable Mustered before = counted.get(entry);
        if (before != null && now.filter(before::equals).isPresent()) {
            return;
        }
        if (before != null) {
            muster.remove(before);
            counted.remove(entry);
        }
        now.ifPresent(pod -> {
            muster.add(pod);
            counted.put(entry, pod);
        });
        follow(
                entry,
                now.flatMap(Mustered::controller),
                Optional.ofNullable(before).flatMap(Mustered::controller));
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
