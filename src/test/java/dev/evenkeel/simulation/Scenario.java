package dev.evenkeel.simulation;

import dev.evenkeel.objects.Node;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run is made of. The same scenario runs the same way each time.
 *
 * @param seed of all chance that is not written down here
 * @param calm whether everybody knows everything in time, so that nothing may go wrong
 * @param script what happens from outside
 * @param length after which nothing more happens from outside, and every fault is over
 */
record Scenario(
        long seed,
        boolean calm,
        List<Node> nodes,
        List<Workload> workloads,
        List<Happening.Planned> script,
        Weather weather,
        Duration length) {
    /** The profile that looks at all nodes. */
    static final String PLAIN = "evenkeel-scheduler";

    /** A second profile of the same scheduler, which looks at some. */
    static final String SAMPLED = "evenkeel-sampled";

    /** The scheduler without an extender. */
    static final String OTHER = "default-scheduler";

    Scenario {
        nodes = List.copyOf(nodes);
        workloads = List.copyOf(workloads);
        script = List.copyOf(script);
    }

    Scenario seeded(long other) {
        return new Scenario(other, calm, nodes, workloads, script, weather, length);
    }

    Scenario nodes(List<Node> fewer) {
        return new Scenario(seed, calm, fewer, workloads, script, weather, length);
    }

    Scenario workloads(List<Workload> fewer) {
        return new Scenario(seed, calm, nodes, fewer, script, weather, length);
    }

    Scenario script(List<Happening.Planned> shorter) {
        return new Scenario(seed, calm, nodes, workloads, shorter, weather, length);
    }

    Scenario weather(Weather other) {
        return new Scenario(seed, calm, nodes, workloads, script, other, length);
    }

    Scenario length(Duration shorter) {
        return new Scenario(seed, calm, nodes, workloads, script, weather, shorter);
    }

    @Override
    public String toString() {
        return "seed " + seed + (calm ? ", calm" : "") + ", " + length.toSeconds() + " s\n" + weather + "\nnodes\n"
                + nodes.stream()
                        .map(node -> "  " + node.name() + " " + node.labels() + " "
                                + node.allocatable().milliCpu() + "m"
                                + (node.unschedulable() ? " cordoned" : ""))
                        .collect(Collectors.joining("\n"))
                + "\nworkloads\n"
                + workloads.stream().map(each -> "  " + each).collect(Collectors.joining("\n"))
                + "\nscript\n"
                + script.stream().map(each -> "  " + each).collect(Collectors.joining("\n"));
    }
}
