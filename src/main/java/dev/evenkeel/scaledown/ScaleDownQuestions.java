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
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import dev.evenkeel.traffic.Workloads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers a {@link ScaleDownQuestion}: the pods of each workload, and how all that are behind the same Services stand. */
final class ScaleDownQuestions {
    private final Cluster cluster;
    private final Workloads workloads;
    private final Map<Key, List<PodEntry>> pods = new LinkedHashMap<>();

    /** A Service that pods are behind. */
    record Reach(String service, ModelChoice choice, Population population) {}

    private record Key(String workload, List<Reach> services) {}

    ScaleDownQuestions(Cluster cluster, Workloads workloads) {
        this.cluster = cluster;
        this.workloads = workloads;
    }

    /** Whether a pod is there when all that is under way is over. */
    boolean stays(PodEntry entry) {
        Pod pod = entry.pod();
        return entry.isPlaced()
                && pod.phase() == Pod.Phase.LIVE
                && pod.controller().filter(workloads::isSuperseded).isEmpty();
    }

    /** Whether what controls a pod goes by its deletion cost. */
    boolean isOrdered(PodEntry entry) {
        return entry.pod().controller().filter(workloads::honorsDeletionCost).isPresent();
    }

    void add(PodEntry entry, List<Reach> services) {
        List<Reach> sorted =
                services.stream().sorted(Comparator.comparing(Reach::service)).toList();
        Key key = new Key(entry.pod().controller().orElseThrow(), sorted);
        pods.computeIfAbsent(key, first -> new ArrayList<>()).add(entry);
    }

    ScaleDownQuestion question() {
        List<ScaleDownQuestion.WorkloadPods> herds = new ArrayList<>();
        pods.keySet().stream()
                .sorted(Comparator.comparing(Key::workload))
                .forEach(key -> herds.add(herd(key.services, pods.getOrDefault(key, List.of()))));
        return new ScaleDownQuestion(herds);
    }

    private ScaleDownQuestion.WorkloadPods herd(List<Reach> services, List<PodEntry> own) {
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
        List<ScaleDownQuestion.PodOnNode> heads = own.stream()
                .map(entry -> new ScaleDownQuestion.PodOnNode(
                        entry.pod().id(),
                        places.getOrDefault(entry.node(), 0),
                        DeletionCost.of(entry.pod().settings())))
                .sorted(Comparator.comparing(head -> head.pod().uid()))
                .toList();
        return new ScaleDownQuestion.WorkloadPods(heads, views);
    }

    private Map<Integer, Integer> counts(Reach service) {
        Map<Integer, Integer> counts = new HashMap<>();
        cluster.pods(service.population)
                .filter(this::stays)
                .forEach(entry -> counts.merge(entry.node(), 1, Integer::sum));
        return counts;
    }

    private ScaleDown.View view(ModelChoice choice, Map<Integer, Integer> counts, List<Integer> nodes) {
        String key = choice.model().topologyKey().orElse(TrafficModel.ZONE);
        Map<String, Integer> numbers = new HashMap<>();
        List<Integer> zones = new ArrayList<>(nodes.size());
        List<Boolean> reached = new ArrayList<>(nodes.size());
        List<Integer> pods = new ArrayList<>(nodes.size());
        for (int node : nodes) {
            Labels labels = cluster.node(node).map(Node::labels).orElse(Labels.NONE);
            Optional<String> zone = labels.get(key);
            zones.add(zone.map(name -> numbers.computeIfAbsent(name, first -> numbers.size()))
                    .orElse(Site.NO_ZONE));
            reached.add(Balancers.reaches(choice, labels));
            pods.add(counts.getOrDefault(node, 0));
        }
        return new ScaleDown.View(choice.model(), zones, reached, pods);
    }
}
