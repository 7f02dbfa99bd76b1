package dev.evenkeel.rehearse;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.file.Snapshot;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.TopologyKey;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Plays kube-scheduler against a running evenkeel over HTTP, and shows what came of it: who went where by what the
 * cluster has, not by what the scheduler believes, and why the others wait.
 */
public final class Rehearsal {
    private static final Set<String> SCHEDULERS = Set.of("default-scheduler", "evenkeel-scheduler");
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(500);
    private static final int TRIES = 20;
    private static final int NODES_IN_EXAMPLE = 3;

    private final String title;
    private final Supplier<Snapshot> cluster;
    private final Endpoints endpoints;
    private final long seed;

    /**
     * @param title what the cluster is called
     * @param cluster the cluster that evenkeel serves, as it is at the moment of each call
     * @param seed decides between nodes of equal score
     */
    public Rehearsal(String title, Supplier<Snapshot> cluster, Endpoints endpoints, long seed) {
        this.title = title;
        this.cluster = cluster;
        this.endpoints = endpoints;
        this.seed = seed;
    }

    /**
     * Schedules all pods that wait for kube-scheduler; gives up after some ten seconds if nothing listens.
     *
     * @return the exit code: 0 if each pod is placed or waits for a reason; 1 if evenkeel had no answer for one, or
     *     answered that it bound one and the cluster does not show it
     * @throws InterruptedException if interrupted between two rounds
     */
    public int run(PrintStream out) throws InterruptedException {
        Snapshot before = cluster.get();
        out.println("Rehearsing " + title + "; seed " + seed);
        out.println();
        List<Outcome> outcomes = play(before);
        Snapshot after = cluster.get();
        out.println(outcomes.isEmpty() ? "No pod waits for kube-scheduler.\n" : bindings(outcomes));
        out.println(table(after, outcomes).render());
        printOthers(before, out);
        List<String> failures = failures(outcomes, after);
        failures.forEach(out::println);
        printHints(outcomes, after, out);
        out.flush();
        return failures.isEmpty() ? 0 : 1;
    }

    private List<Outcome> play(Snapshot snapshot) throws InterruptedException {
        SchedulerSettings settings = new SchedulerSettings(SCHEDULERS, TRIES, seed);
        try (HttpDriver driver = new HttpDriver(endpoints.extender(), HTTP_TIMEOUT)) {
            SchedulerModel model = new SchedulerModel(snapshot, driver, settings);
            while (model.round()) {
                Thread.sleep(BETWEEN_ROUNDS);
            }
            return model.outcomes();
        }
    }

    private static TextTable bindings(List<Outcome> outcomes) {
        TextTable table = new TextTable("POD", "NODE", "TRIES");
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Bound(PodObject pod, String node, int tries)) {
                table.add(pod.pod().id().toString(), node, Integer.toString(tries));
            }
        }
        return table;
    }

    private static PlacementTable table(Snapshot after, List<Outcome> outcomes) {
        Set<String> bound = new HashSet<>();
        List<PlacementTable.WaitingPod> waiting = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            Pod pod = outcome.pod().pod();
            switch (outcome) {
                case Outcome.Bound each -> bound.add(pod.id().uid());
                case Outcome.Unschedulable(PodObject each, String message) -> waiting.add(waiting(pod, message));
                case Outcome.GaveUp(PodObject each, String message, int tries) -> waiting.add(waiting(pod, message));
            }
        }
        List<PlacementTable.PlacedPod> placed = after.placed().stream()
                .filter(pod -> pod.phase() != Pod.Phase.FINISHED)
                .map(pod -> placed(pod, bound.contains(pod.id().uid())))
                .toList();
        return new PlacementTable(after.nodes().stream().map(Rehearsal::line).toList(), placed, waiting);
    }

    private static PlacementTable.NodeLine line(Node node) {
        return new PlacementTable.NodeLine(
                node.name(), node.labels().get(TopologyKey.ZONE.label()).orElse(""));
    }

    private static PlacementTable.PlacedPod placed(Pod pod, boolean now) {
        return new PlacementTable.PlacedPod(
                GroupName.of(pod), rule(pod), pod.node().orElseThrow(), now);
    }

    private static PlacementTable.WaitingPod waiting(Pod pod, String why) {
        return new PlacementTable.WaitingPod(pod.id().toString(), GroupName.of(pod), rule(pod), why);
    }

    private static String rule(Pod pod) {
        return pod.settings().get(Annotations.SPREAD).orElse("");
    }

    private static void printOthers(Snapshot before, PrintStream out) {
        long others = before.pending().stream()
                .filter(pod -> !SCHEDULERS.contains(pod.schedulerName()))
                .count();
        if (others > 0) {
            out.println("Left alone: " + others + " pending pods of other schedulers");
            out.println();
        }
    }

    private static List<String> failures(List<Outcome> outcomes, Snapshot after) {
        Map<String, Pod> placed = new HashMap<>();
        after.placed().forEach(pod -> placed.put(pod.id().uid(), pod));
        return outcomes.stream()
                .flatMap(outcome -> failure(outcome, placed).stream())
                .toList();
    }

    private static Optional<String> failure(Outcome outcome, Map<String, Pod> placed) {
        PodId id = outcome.pod().pod().id();
        return switch (outcome) {
            case Outcome.Bound(PodObject pod, String node, int tries) -> {
                Optional<String> shown =
                        Optional.ofNullable(placed.get(id.uid())).flatMap(Pod::node);
                yield shown.equals(Optional.of(node))
                        ? Optional.empty()
                        : Optional.of("FAILED: evenkeel answered that " + id + " is bound to " + node
                                + ", the cluster shows it on " + shown.orElse("no node"));
            }
            case Outcome.Unschedulable waits -> Optional.empty();
            case Outcome.GaveUp(PodObject pod, String message, int tries) ->
                Optional.of("FAILED: no answer for " + id + " in " + tries + " tries");
        };
    }

    /** A pod that waits is the better example. */
    private void printHints(List<Outcome> outcomes, Snapshot after, PrintStream out) {
        Optional<Outcome> waiting = outcomes.stream()
                .filter(outcome -> !(outcome instanceof Outcome.Bound))
                .findFirst();
        waiting.or(() -> outcomes.stream().findFirst()).ifPresent(example -> {
            out.println("Why " + example.pod().pod().id() + (waiting.isPresent() ? " waits:" : " is where it is:"));
            out.println("  " + CurlLines.explain(endpoints, example.pod().pod().id()));
            out.println("What kube-scheduler asks about it:");
            out.println("  " + CurlLines.filter(endpoints, example.pod(), candidates(after, example.pod())));
        });
    }

    /** Some nodes that kube-scheduler's own filters would not keep from the extender. */
    private static List<String> candidates(Snapshot snapshot, PodObject pod) {
        Selector nodeSelector = Selector.of(pod.nodeSelector());
        return snapshot.nodes().stream()
                .filter(node -> !node.unschedulable() && nodeSelector.matches(node.labels()))
                .map(Node::name)
                .limit(NODES_IN_EXAMPLE)
                .toList();
    }
}
