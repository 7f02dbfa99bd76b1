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
 * The workloads of a cluster, with an inverted index from the labels of their pods. An older version never replaces a
 * newer one. For each label there is a counter of changes, so that a query has to be repeated only after a change that
 * concerns its label.
 */
public final class Workloads {
    private final Map<String, Workload> byUid = new HashMap<>();
    private final Map<Key, Entry> index = new HashMap<>();
    /** By UID of the Deployment, the UIDs of its revisions. */
    private final Map<String, NavigableMap<Long, String>> revisions = new HashMap<>();

    /** By UID of a workload, known or not, where its changes are noted. */
    private final Map<String, List<Changed<String>>> followers = new HashMap<>();

    private long changes;
    private long looked;

    /** A workload whose pods have more labels is not indexed: every query of its namespace looks at it. */
    static final int MOST_INDEXED = LabelIndex.MOST_INDEXED;

    /** A key of the index: a namespace, or one label of the pods there. */
    private record Key(String namespace, Optional<Selector.Label> label) {
        /** Of workloads with more than {@link #MOST_INDEXED} labels; no label has an empty key. */
        static Key wide(String namespace) {
            return new Key(namespace, Optional.of(new Selector.Label("", "")));
        }
    }

    /** The workloads under one key, by UID, and when one of them has changed last. */
    private static final class Entry {
        final Map<String, Workload> workloads = new HashMap<>();
        long changed;

        Entry(long changed) {
            this.changed = changed;
        }
    }

    /** Takes in a workload; an older version than the known one changes nothing. */
    public void put(Workload workload) {
        @Nullable Workload known = byUid.get(workload.uid());
        if (known != null && Versions.isOlder(workload.version(), known.version())) {
            return;
        }
        boolean same = known != null && known.saysTheSame(workload);
        drop(known);
        byUid.put(workload.uid(), workload);
        keys(workload)
                .forEach(key -> index.computeIfAbsent(key, first -> new Entry(changes))
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

    /** Forgets a workload; one that is not known changes nothing. */
    public void remove(String uid) {
        @Nullable Workload known = byUid.get(uid);
        drop(known);
        changed(known);
    }

    /**
     * Notes a change under the keys of the workload and of its other revisions, which it may supersede or not any more.
     */
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
        keys(workload).forEach(key -> Optional.ofNullable(index.get(key)).ifPresent(entry -> entry.changed = changes));
    }

    /** For the changes of controllers that are {@link #follow}ed with it. */
    public Changed<String> following() {
        return new Changed<>();
    }

    /**
     * From now on notes the UID in {@code changed} whenever the answer of {@link #isSuperseded} to it may have changed.
     */
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

    private static List<Key> keys(Workload workload) {
        List<Key> keys = new ArrayList<>();
        keys.add(new Key(workload.namespace(), Optional.empty()));
        if (workload.podLabels().size() > MOST_INDEXED) {
            keys.add(Key.wide(workload.namespace()));
            return keys;
        }
        workload.podLabels()
                .forEach((key, value) ->
                        keys.add(new Key(workload.namespace(), Optional.of(new Selector.Label(key, value)))));
        return keys;
    }

    private void drop(@Nullable Workload workload) {
        if (workload == null) {
            return;
        }
        byUid.remove(workload.uid());
        for (Key key : keys(workload)) {
            Map<String, Workload> workloads = Optional.ofNullable(index.get(key))
                    .map(each -> each.workloads)
                    .orElseGet(HashMap::new);
            workloads.remove(workload.uid());
            if (workloads.isEmpty()) {
                index.remove(key);
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

    /** Rises whenever an answer of {@link #current} or {@link #isSuperseded} may have changed. */
    public long changes() {
        return changes;
    }

    /**
     * A number that changes whenever the answer of {@link #current} to this question may have changed; looks at no
     * workload.
     */
    public long changes(String namespace, Selector selector) {
        // Neither reaches 2 to the 32nd; each of them may fall to 0.
        return changed(new Key(namespace, selector.anchor())) << 32 | changed(Key.wide(namespace));
    }

    private long changed(Key key) {
        return Optional.ofNullable(index.get(key)).map(entry -> entry.changed).orElse(0L);
    }

    /**
     * The workloads of a namespace whose pods a selector matches, without those that a roll-out replaces. If the
     * selector requires a label, only workloads under that label are looked at.
     */
    public List<Workload> current(String namespace, Selector selector) {
        List<Workload> current = new ArrayList<>();
        look(new Key(namespace, selector.anchor()), selector, current);
        if (selector.anchor().isPresent()) {
            look(Key.wide(namespace), selector, current);
        }
        return current;
    }

    private void look(Key key, Selector selector, List<Workload> current) {
        Map<String, Workload> workloads =
                Optional.ofNullable(index.get(key)).map(each -> each.workloads).orElseGet(HashMap::new);
        for (Workload workload : workloads.values()) {
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

    /** Whether the controller is known and deletes pods by their deletion costs on a scale-down. */
    public boolean honorsDeletionCost(String controller) {
        return Optional.ofNullable(byUid.get(controller))
                .filter(Workload::honorsDeletionCost)
                .isPresent();
    }

    /** Whether the controller is known. */
    public boolean knows(String controller) {
        return byUid.containsKey(controller);
    }

    /** Whether the controller is known and an older revision of a Deployment, whose pods a roll-out replaces. */
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
