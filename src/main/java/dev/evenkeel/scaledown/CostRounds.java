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
 * When which Service is passed over for deletion costs, and when the next one is written: of each Service at most one pass a
 * minute, the first once its pods have stood the same for five seconds; and five costs a second in all, one Service taking
 * turns with another.
 */
public final class CostRounds {
    /** Between two looks at a Service. What was the same both times has settled. */
    static final Duration LOOK = Duration.ofSeconds(5);
    /** Between two passes over a Service; also how long it is waited for a Service that does not settle. */
    public static final Duration PASS = Duration.ofMinutes(1);
    /** Between two writes. */
    static final Duration WRITE = Duration.ofMillis(200);

    private static final String NO_SERVICE = "";

    private final DeletionCosts costs;
    private final Map<String, Watched> services = new HashMap<>();
    /** What is to be written by Service, the one whose turn it is first. */
    private final Map<String, Deque<CostChange>> open = new LinkedHashMap<>();

    private @Nullable Moment written;

    /**
     * Pods of a Service whose cost is another writer's.
     *
     * @param example one of them
     */
    public record LeftAlone(String service, int pods, PodId example) {}

    private static final class Watched {
        final Moment since;
        Moment looked;

        @Nullable
        ScaleDownQuestion seen;

        @Nullable
        ScaleDownQuestion passed;

        @Nullable
        Moment pass;

        int foreign;

        Watched(Moment now) {
            since = now;
            looked = now;
        }
    }

    public CostRounds(DeletionCosts costs) {
        this.costs = costs;
    }

    /** Begins anew, as after a time in which others wrote. */
    public void reset() {
        services.clear();
        open.clear();
    }

    /** Which of the Services have to be looked at now; others than these are forgotten. */
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
     * What a look at a Service has shown.
     *
     * @return the pods that have come to have another writer's cost
     */
    public Optional<LeftAlone> looked(String service, ScaleDownQuestion question, Moment now) {
        Watched watched = services.computeIfAbsent(service, first -> new Watched(now));
        boolean settled = question.equals(watched.seen);
        watched.looked = now;
        watched.seen = question;
        Moment ready = Optional.ofNullable(watched.pass).orElse(watched.since).plus(PASS);
        boolean rested = watched.pass == null || !now.isBefore(ready);
        boolean overdue = !now.isBefore(ready);
        if (rested && (settled || overdue) && !question.equals(watched.passed)) {
            List<CostChange> changes = costs.changes(question);
            watched.pass = now;
            // Writing may fail; who has nothing to change is not passed over again for the same.
            watched.passed = changes.isEmpty() ? question : null;
            plan(service, changes);
        }
        int before = watched.foreign;
        watched.foreign = question.foreign().size();
        return watched.foreign > before
                ? Optional.of(new LeftAlone(
                        service, watched.foreign, question.foreign().getFirst()))
                : Optional.empty();
    }

    /** How many pods have another writer's cost; one behind several Services counts for each. */
    public int foreign() {
        return services.values().stream().mapToInt(each -> each.foreign).sum();
    }

    /** What shall be written for no Service, but taken off; said once a minute at most. */
    public void strays(List<CostChange> changes) {
        plan(NO_SERVICE, changes);
    }

    private void plan(String service, List<CostChange> changes) {
        open.remove(service);
        if (!changes.isEmpty()) {
            open.put(service, new ArrayDeque<>(changes));
        }
    }

    /** The next cost to be written, if it is time. */
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
