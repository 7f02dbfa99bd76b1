package dev.evenkeel.simulation;

import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes a scenario that breaks a promise smaller for as long as it still breaks the same one. */
final class Shrinker {
    private static final int OTHER_SEEDS = 3;

    private final Promise promise;
    private int triesLeft;
    private Scenario smallest;

    private Shrinker(Scenario scenario, Promise promise, int tries) {
        this.smallest = scenario;
        this.promise = promise;
        this.triesLeft = tries;
    }

    /**
     * The smallest found.
     *
     * @param tries how many runs it may take
     */
    static Scenario shrink(Scenario scenario, Promise promise, int tries) {
        Shrinker shrinker = new Shrinker(scenario, promise, tries);
        boolean smaller = true;
        while (smaller && shrinker.triesLeft > 0) {
            smaller = shrinker.round();
        }
        return shrinker.smallest;
    }

    private boolean round() {
        boolean smaller = shrinkList(Scenario::script, Scenario::script);
        smaller |= shrinkList(Scenario::workloads, Scenario::workloads);
        smaller |= shrinkReplicas();
        // A calm scenario is one in which there is room for all, and which has its own weather.
        if (!smallest.calm()) {
            smaller |= shrinkList(Scenario::nodes, Scenario::nodes);
            for (Weather calmer : smallest.weather().calmer()) {
                smaller |= take(smallest.weather(calmer));
            }
        }
        return smaller;
    }

    /** Leaves out halves, then quarters, and at last single elements. */
    private <T> boolean shrinkList(Function<Scenario, List<T>> part, Replacement<T> replacement) {
        boolean smaller = false;
        for (int size = Math.max(1, part.apply(smallest).size() / 2); size >= 1; size /= 2) {
            for (int from = 0; from < part.apply(smallest).size(); ) {
                List<T> rest = new ArrayList<>(part.apply(smallest));
                rest.subList(from, Math.min(rest.size(), from + size)).clear();
                if (take(replacement.in(smallest, rest))) {
                    smaller = true;
                } else {
                    from += size;
                }
            }
        }
        return smaller;
    }

    /** Puts another list in its place. */
    private interface Replacement<T> {
        Scenario in(Scenario scenario, List<T> list);
    }

    private boolean shrinkReplicas() {
        boolean smaller = false;
        for (int i = 0; i < smallest.workloads().size(); i++) {
            for (int replicas : new int[] {smallest.workloads().get(i).replicas() / 2, -1}) {
                List<Workload> fewer = new ArrayList<>(smallest.workloads());
                Workload known = fewer.get(i);
                int wanted = replicas < 0 ? known.replicas() - 1 : replicas;
                if (wanted > 0 && wanted < known.replicas()) {
                    fewer.set(i, known.wanting(wanted));
                    smaller |= take(smallest.workloads(fewer));
                }
            }
        }
        return smaller;
    }

    private boolean take(Scenario candidate) {
        // What was left out changes what chance does: a few other seeds may bring the same about.
        for (int i = 0; i <= OTHER_SEEDS && triesLeft > 0; i++) {
            Scenario tried = candidate.seeded(candidate.seed() + 1_000_003L * i);
            triesLeft--;
            if (Simulation.run(tried, Trace.off()) instanceof Simulation.Result.Broken broken
                    && broken.promise() == promise) {
                smallest = tried;
                return true;
            }
        }
        return false;
    }
}
