package dev.evenkeel.traffic;

import dev.evenkeel.labels.LabelIndex;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Changed;
import dev.evenkeel.objects.Versions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The workloads of a cluster, of which an older version never replaces a newer one. They are found by a label of their pods,
 * and a change of one is noticed only by who asks for such a label.
 */
public final class Workloads {
    private final Map<String, Workload> byUid = new HashMap<>();
    private final Map<Shelf, Shelved> shelves = new HashMap<>();
    /** By UID of the Deployment, the UIDs of its revisions. */
    private final Map<String, NavigableMap<Long, String>> revisions = new HashMap<>();

    /** By UID of a workload that may not be known, whoever wants to know that it has changed. */
    private final Map<String, List<Changed<String>>> followers = new HashMap<>();

    private long changes;
    private long looked;

    /** A workload whose pods have more labels than that is looked at whichever label of its namespace is asked for. */
    static final int MOST_INDEXED = LabelIndex.MOST_INDEXED;

    /** A place to look: a namespace, or one label of the pods there. */
    private record Shelf(String namespace, Optional<Selector.Label> label) {
        /** Where those of more than {@value #MOST_INDEXED} labels are; no label has an empty key. */
        static Shelf wide(String namespace) {
            return new Shelf(namespace, Optional.of(new Selector.Label("", "")));
        }
    }

    /** The workloads with such pods, by UID. */
    private static final class Shelved {
        final Map<String, Workload> workloads = new HashMap<>();
        long changed;

        Shelved(long changed) {
            this.changed = changed;
        }
    }

    public void put(Workload workload) {
        @Nullable Workload known = byUid.get(workload.uid());
        if (known != null && Versions.isOlder(workload.version(), known.version())) {
            return;
        }
        boolean same = known != null && known.saysTheSame(workload);
        drop(known);
        byUid.put(workload.uid(), workload);
        shelves(workload)
                .forEach(shelf -> shelves.computeIfAbsent(shelf, first -> new Shelved(changes))
                        .workloads
                        .put(workload.uid(), workload));
        workload.revision()
                .ifPresent(revision -> revisions
                        .computeIfAbsent(revision.deployment(), first -> new TreeMap<>())
                        .put(revision.number(), workload.uid()));
        if (!same) {
            changed(known);
            changed(workload);
        }
    }

    public void remove(String uid) {
        @Nullable Workload known = byUid.get(uid);
        drop(known);
        changed(known);
    }

    /** Notes it wherever the workload is found, and where its other revisions are, which it may supersede or not any more. */
    private void changed(@Nullable Workload workload) {
        if (workload == null) {
            return;
        }
        changes++;
        touch(workload);
        workload.revision()
                .ifPresent(revision -> revisions
                        .getOrDefault(revision.deployment(), new TreeMap<>())
                        .values()
                        .forEach(uid -> Optional.ofNullable(byUid.get(uid)).ifPresent(this::touch)));
    }

    private void touch(Workload workload) {
        followers.getOrDefault(workload.uid(), List.of()).forEach(follower -> follower.note(workload.uid()));
        shelves(workload)
                .forEach(shelf ->
                        Optional.ofNullable(shelves.get(shelf)).ifPresent(shelved -> shelved.changed = changes));
    }

    /** Tells which controllers have changed, of those that are {@link #follow}ed with it; none yet. */
    public Changed<String> following() {
        return new Changed<>();
    }

    /** From now on {@code changed} tells whenever an answer of {@link #isSuperseded} to this UID may be another. */
    public void follow(String controller, Changed<String> changed) {
        followers.computeIfAbsent(controller, first -> new ArrayList<>(1)).add(changed);
    }

    /** Ends what {@link #follow} began. */
    public void unfollow(String controller, Changed<String> changed) {
        followers.computeIfPresent(controller, (uid, all) -> {
            all.remove(changed);
            return all.isEmpty() ? null : all;
        });
    }

    private static List<Shelf> shelves(Workload workload) {
        List<Shelf> shelves = new ArrayList<>();
        shelves.add(new Shelf(workload.namespace(), Optional.empty()));
        if (workload.podLabels().size() > MOST_INDEXED) {
            shelves.add(Shelf.wide(workload.namespace()));
            return shelves;
        }
        workload.podLabels()
                .forEach((key, value) ->
                        shelves.add(new Shelf(workload.namespace(), Optional.of(new Selector.Label(key, value)))));
        return shelves;
    }

    private void drop(@Nullable Workload workload) {
        if (workload == null) {
            return;
        }
        byUid.remove(workload.uid());
        for (Shelf shelf : shelves(workload)) {
            Map<String, Workload> shelved = Optional.ofNullable(shelves.get(shelf))
                    .map(each -> each.workloads)
                    .orElseGet(HashMap::new);
            shelved.remove(workload.uid());
            if (shelved.isEmpty()) {
                shelves.remove(shelf);
            }
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

    /** Another number whenever the answer of {@link #current} to this question may be another; no workload is looked at. */
    public long changes(String namespace, Selector selector) {
        // Neither is ever as large as 2 to the 32nd; each of them may fall to 0.
        return changed(new Shelf(namespace, selector.anchor())) << 32 | changed(Shelf.wide(namespace));
    }

    private long changed(Shelf shelf) {
        return Optional.ofNullable(shelves.get(shelf))
                .map(shelved -> shelved.changed)
                .orElse(0L);
    }

    /**
     * The workloads of a namespace whose pods a selector matches; what a roll-out replaces is left out. No more are looked
     * at than share a label with the selector, if it asks for one.
     */
    public List<Workload> current(String namespace, Selector selector) {
        List<Workload> current = new ArrayList<>();
        look(new Shelf(namespace, selector.anchor()), selector, current);
        if (selector.anchor().isPresent()) {
            look(Shelf.wide(namespace), selector, current);
        }
        return current;
    }

    private void look(Shelf shelf, Selector selector, List<Workload> current) {
        Map<String, Workload> shelved = Optional.ofNullable(shelves.get(shelf))
                .map(each -> each.workloads)
                .orElseGet(HashMap::new);
        for (Workload workload : shelved.values()) {
            looked++;
            if (selector.matches(workload.podLabels()) && !isSuperseded(workload)) {
                current.add(workload);
            }
        }
    }

    /** How many workloads {@link #current} has looked at so far. */
    public long looked() {
        return looked;
    }

    /** Whether what controls a pod is known to go by deletion costs when it takes pods away. */
    public boolean honorsDeletionCost(String controller) {
        return Optional.ofNullable(byUid.get(controller))
                .filter(Workload::honorsDeletionCost)
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
