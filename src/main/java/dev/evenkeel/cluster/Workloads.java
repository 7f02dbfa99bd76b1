package dev.evenkeel.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The workloads of a cluster, of which an older version never replaces a newer one. */
public final class Workloads {
    private final Map<String, Workload> byUid = new HashMap<>();
    private final Map<String, Map<String, Workload>> byNamespace = new HashMap<>();
    /** By UID of the Deployment, the UIDs of its revisions. */
    private final Map<String, NavigableMap<Long, String>> revisions = new HashMap<>();

    private long changes;

    public void put(Workload workload) {
        @Nullable Workload known = byUid.get(workload.uid());
        if (known != null && Versions.isOlder(workload.version(), known.version())) {
            return;
        }
        boolean same = known != null && known.saysTheSame(workload);
        drop(known);
        byUid.put(workload.uid(), workload);
        byNamespace
                .computeIfAbsent(workload.namespace(), first -> new HashMap<>())
                .put(workload.uid(), workload);
        workload.revision()
                .ifPresent(revision -> revisions
                        .computeIfAbsent(revision.deployment(), first -> new TreeMap<>())
                        .put(revision.number(), workload.uid()));
        changes += same ? 0 : 1;
    }

    public void remove(String uid) {
        drop(byUid.get(uid));
        changes++;
    }

    private void drop(@Nullable Workload workload) {
        if (workload == null) {
            return;
        }
        byUid.remove(workload.uid());
        Map<String, Workload> neighbours = byNamespace.getOrDefault(workload.namespace(), new HashMap<>());
        neighbours.remove(workload.uid());
        if (neighbours.isEmpty()) {
            byNamespace.remove(workload.namespace());
        }
        workload.revision().ifPresent(revision -> {
            NavigableMap<Long, String> siblings = revisions.getOrDefault(revision.deployment(), new TreeMap<>());
            siblings.remove(revision.number(), workload.uid());
            if (siblings.isEmpty()) {
                revisions.remove(revision.deployment());
            }
        });
    }

    /** Rises whenever an answer of {@link #current} or {@link #isSuperseded} may be another. */
    public long changes() {
        return changes;
    }

    /** The workloads of a namespace whose pods a selector matches; what a roll-out replaces is left out. */
    public List<Workload> current(String namespace, Selector selector) {
        List<Workload> current = new ArrayList<>();
        for (Workload workload : byNamespace.getOrDefault(namespace, Map.of()).values()) {
            if (selector.matches(workload.podLabels()) && !isSuperseded(workload)) {
                current.add(workload);
            }
        }
        return current;
    }

    /** Whether what controls a pod is known to go by deletion costs when it takes pods away. */
    public boolean heedsCosts(String controller) {
        return Optional.ofNullable(byUid.get(controller))
                .filter(Workload::heedsCosts)
                .isPresent();
    }

    public boolean knows(String controller) {
        return byUid.containsKey(controller);
    }

    /** Whether what controls a pod is an older revision of a Deployment, whose pods a roll-out replaces. */
    public boolean isSuperseded(String controller) {
        return Optional.ofNullable(byUid.get(controller))
                .filter(this::isSuperseded)
                .isPresent();
    }

    private boolean isSuperseded(Workload workload) {
        return workload.revision()
                .filter(revision -> revisions
                                .getOrDefault(revision.deployment(), new TreeMap<>())
                                .higherKey(revision.number())
                        != null)
                .isPresent();
    }
}
