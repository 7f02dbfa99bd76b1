package dev.evenkeel.scaledown;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Population;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.rule.DeletionCost;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Workloads;
import dev.evenkeel.traffic.ZoneNumbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a {@link ScaleDownQuestion}: groups pods by their workload and the Services that select them, and counts by node the pods
 * of each of these Services.
 */
final class ScaleDownQuestions {
    private final Cluster cluster;
    private final Workloads workloads;
    private final Map<Key, List<PodEntry>> pods = new LinkedHashMap<>();

    /** A Service that selects pods, its model and its pods. */
    record Reach(String service, ModelChoice choice, Population population) {}

    private record Key(String workload, List<Reach> services) {}

    ScaleDownQuestions(Cluster cluster, Workloads workloads) {
        this.cluster = cluster;
        this.workloads = workloads;
    }

    /** Whether a pod has a place and keeps it: it is neither being deleted nor replaced by a roll-out. */
    boolean stays(PodEntry entry) {
        Pod pod = entry.pod();
        return entry.isPlaced()
                && pod.phase() == Pod.Phase.LIVE
                && pod.controller().filter(workloads::isSuperseded).isEmpty();
    }

    /** Whether the controller of a pod honors deletion costs. */
    boolean isOrdered(PodEntry entry) {
        return entry.pod().controller().filter(workloads::honorsDeletionCost).isPresent();
    }

    /**
     * Adds a pod that is to be ordered.
     *
     * @param services that select it, in any order
     */
    void add(PodEntry entry, List<Reach> services) {
        List<Reach> sorted =
                services.stream().sorted(Comparator.comparing(Reach::service)).toList();
        Key key = new Key(entry.pod().controller().orElseThrow(), sorted);
        pods.computeIfAbsent(key, first -> new ArrayList<>()).add(entry);
    }

    /** The question about all pods added so far. */
    ScaleDownQuestion question() {
        List<ScaleDownQuestion.WorkloadPods> all = new ArrayList<>();
        pods.keySet().stream()
                .sorted(Comparator.comparing(Key::workload))
                .forEach(key -> all.add(workloadPods(key.services, pods.getOrDefault(key, List.of()))));
        return new ScaleDownQuestion(all);
    }

    private ScaleDownQuestion.WorkloadPods workloadPods(List<Reach> services, List<PodEntry> own) {
        List<Map<Integer, Integer>> counts = services.stream().map(this::counts).toList();
        NodeSet nodes = new NodeSet();
        counts.forEach(each -> each.keySet().forEach(nodes::add));
        List<Integer> numbers = nodes.stream().boxed().toList();
        Map<Integer, Integer> places = new HashMap<>();
        numbers.forEach(node -> places.put(node, places.size()));
        List<ScaleDown.View> views = new ArrayList<>();
        for (int i = 0; i < services.size(); i++) {
            views.add(view(services.get(i).choice, counts.get(i), numbers));
        }
        List<ScaleDownQuestion.PodOnNode> ordered = own.stream()
                .map(entry -> new ScaleDownQuestion.PodOnNode(
                        entry.pod().id(),
                        places.getOrDefault(entry.node(), 0),
                        DeletionCost.of(entry.pod().settings())))
                .sorted(Comparator.comparing(pod -> pod.pod().uid()))
                .toList();
        return new ScaleDownQuestion.WorkloadPods(ordered, views);
    }

    private Map<Integer, Integer> counts(Reach service) {
        Map<Integer, Integer> counts = new HashMap<>();
        cluster.pods(service.population)
                .filter(this::stays)
                .forEach(entry -> counts.merge(entry.node(), 1, Integer::sum));
        return counts;
    }

    private ScaleDown.View view(ModelChoice choice, Map<Integer, Integer> counts, List<Integer> nodes) {
        ZoneNumbers numbers = new ZoneNumbers(choice.model());
        List<Integer> zones = new ArrayList<>(nodes.size());
        List<Boolean> reached = new ArrayList<>(nodes.size());
        List<Integer> pods = new ArrayList<>(nodes.size());
        for (int node : nodes) {
            Labels labels = cluster.node(node).map(Node::labels).orElse(Labels.NONE);
            zones.add(numbers.number(labels));
            reached.add(Balancers.reaches(choice, labels));
            pods.add(counts.getOrDefault(node, 0));
        }
        return new ScaleDown.View(choice.model(), zones, reached, pods);
    }
}
