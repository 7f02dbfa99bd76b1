package dev.evenkeel.simulation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run was made of, counted. */
final class Figures {
    /** What is counted. */
    enum Figure {
        PLACEMENTS,
        CYCLES,
        RETRIES,
        FILTERS_EMPTY,
        FILTERS_NOT_NOW,
        BINDS_REFUSED,
        BINDS_UNKNOWN,
        LATE_COMMITS,
        READS,
        KILLS,
        PAUSES,
        SCHEDULER_RESTARTS,
        WATCHES_BROKEN,
        RELISTS,
        KUBELET_REJECTIONS,
        FOREIGN_PLACEMENTS,
        PREEMPTIONS,
        PREEMPTIONS_VETOED,
        NOMINATIONS,
        OWN_NOMINATIONS,
        OWN_NOMINATIONS_LATE,
        OWN_NOMINATIONS_TRIED,
        OWN_NOMINATIONS_CLEARED,
        STEPS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Map<Figure, Long> counts = new EnumMap<>(Figure.class);

    void count(Figure figure) {
        add(figure, 1);
    }

    void add(Figure figure, long more) {
        counts.merge(figure, more, Long::sum);
    }

    void addAll(Figures others) {
        others.counts.forEach(this::add);
    }

    long of(Figure figure) {
        return counts.getOrDefault(figure, 0L);
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%,d %s", each.getValue(), each.getKey()))
                .collect(Collectors.joining(", "));
    }
}
