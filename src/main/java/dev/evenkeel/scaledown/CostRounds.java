package dev.evenkeel.scaledown;

import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.PodId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When the deletion costs of which Service are computed, and when the next one is written. Debounced: the costs of a Service are
 * computed once its pods have not changed for five seconds, and at most once a minute. Rate-limited: five costs a second are
 * written in all, and Services take turns (round-robin).
 */
public final class CostRounds {
    /** Between two looks at a Service. If its pods are the same both times, they have stopped changing. */
    static final Duration LOOK = Duration.ofSeconds(5);
    /** Between two computations for one Service; also the longest wait for pods that do not stop changing. */
    public static final Duration PASS = Duration.ofMinutes(1);
    /** Between two writes. */
    static final Duration WRITE = Duration.ofMillis(200);

    private static final String NO_SERVICE = "";

    private final DeletionCosts costs;
    private final Map<String, Watched> services = new HashMap<>();
    /** By Service, what is to be written; the Service whose turn it is comes first. */
    private final Map<String, Deque<CostChange>> open = new LinkedHashMap<>();

    private @Nullable Moment written;

    /**
     * Pods of a Service that are left alone since their cost is another writer's.
     *
     * @param service {@code namespace/name}
     * @param pods how many there are
     * @param example one of them
     */
    public record LeftAlone(String service, int pods, PodId example) {}

    private static final class Watched {
        final Moment since;
        Moment looked;

        /** At the last look. */
        @Nullable
        ScaleDownQuestion seen;

        /** For which there was nothing to write at the last computation. */
        @Nullable
        ScaleDownQuestion done;

        /** When costs were computed last. */
        @Nullable
        Moment computed;

        int foreign;

        Watched(Moment now) {
            since = now;
            looked = now;
        }
    }

    /** Knows no Service yet. */
    public CostRounds(DeletionCosts costs) {
        this.costs = costs;
    }

    /** Forgets everything, as when another process may have written costs in the meantime. */
    public void reset() {
        services.clear();
        open.clear();
    }

    /** Which of all Services have to be looked at now; Services that are not among them are forgotten. */
    public List<String> due(Set<String> all, Moment now) {
        services.keySet().retainAll(all);
        open.keySet().removeIf(service -> !service.equals(NO_SERVICE) && !all.contains(service));
        List<String> due = new ArrayList<>();
        for (String service : all) {
            @Nullable Watched watched = services.get(service);
            if (watched == null || !now.isBefore(watched.looked.plus(LOOK))) {
                due.add(service);
            }
        }
        return due;
    }

    /**
     * Takes in what a look at a Service has shown.
     *
     * @param service {@code namespace/name}
     * @return the pods with another writer's cost, if there are more than at the last look
     */
    public Optional<LeftAlone> looked(String service, ScaleDownQuestion question, Moment now) {
        Watched watched = services.computeIfAbsent(service, first -> new Watched(now));
        boolean unchanged = question.equals(watched.seen);
        watched.looked = now;
        watched.seen = question;
        Moment ready =
                Optional.ofNullable(watched.computed).orElse(watched.since).plus(PASS);
        boolean due = watched.computed == null || !now.isBefore(ready);
        boolean overdue = !now.isBefore(ready);
        if (due && (unchanged || overdue) && !question.equals(watched.done)) {
            List<CostChange> changes = costs.changes(question);
            watched.computed = now;
            // Writing may fail: only a question without changes need not be computed again.
            watched.done = changes.isEmpty() ? question : null;
            plan(service, changes);
        }
        int before = watched.foreign;
        watched.foreign = question.foreign().size();
        return watched.foreign > before
                ? Optional.of(new LeftAlone(
                        service, watched.foreign, question.foreign().getFirst()))
                : Optional.empty();
    }

    /** How many pods have another writer's cost; a pod of several Services counts for each. */
    public int foreign() {
        return services.values().stream().mapToInt(each -> each.foreign).sum();
    }

    /** Replaces the changes that belong to no Service: costs to be removed. To be called at most once a minute. */
    public void strays(List<CostChange> changes) {
        plan(NO_SERVICE, changes);
    }

    private void plan(String service, List<CostChange> changes) {
        open.remove(service);
        if (!changes.isEmpty()) {
            open.put(service, new ArrayDeque<>(changes));
        }
    }

    /** The next cost to be written, if one may be written now; it counts as written. */
    public Optional<CostChange> next(Moment now) {
        if (open.isEmpty() || (written != null && now.isBefore(written.plus(WRITE)))) {
            return Optional.empty();
        }
        written = now;
        Map.Entry<String, Deque<CostChange>> turn = open.entrySet().iterator().next();
        String service = turn.getKey();
        Deque<CostChange> changes = turn.getValue();
        CostChange next = changes.remove();
        open.remove(service);
        if (!changes.isEmpty()) {
            open.put(service, changes);
        }
        return Optional.of(next);
    }
}
