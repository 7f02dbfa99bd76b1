package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Topology;
import dev.evenkeel.file.Dump;
import dev.evenkeel.file.NodeObject;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.TrafficModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is to be tried.
 *
 * @param scale how many pods Services are to have, by name or {@code namespace/name}
 * @param drained nodes that lose all their pods and get no others
 * @param added how many nodes are added
 * @param like the node that they are like; there if any are added
 * @param model which model every Service's balancer is taken to have
 */
public record Change(
        Map<String, Integer> scale,
        Set<String> drained,
        int added,
        Optional<String> like,
        Optional<TrafficModel> model) {
    /** Nothing. */
    public static final Change NONE = new Change(Map.of(), Set.of(), 0, Optional.empty(), Optional.empty());

    /** More than this is taken for a typing mistake. */
    static final int MOST = 100_000;

    public Change {
        scale = Map.copyOf(scale);
        drained = Set.copyOf(drained);
        if (added < 0 || added > MOST) {
            throw new ForecastException("--add-nodes " + added + ": expected a number from 0 to " + MOST);
        }
        if ((added > 0) != like.isPresent()) {
            throw new ForecastException("--add-nodes and --like: expected both, a number and a node, or neither");
        }
        scale.forEach((service, pods) -> {
            if (pods < 0 || pods > MOST) {
                throw new ForecastException(
                        "--scale " + service + "=" + pods + ": expected a number from 0 to " + MOST);
            }
        });
    }

    /**
     * The cluster once it is so; pods of drained nodes wait.
     *
     * @throws ForecastException if a node is named that is not there
     */
    Dump applied(Dump dump) {
        drained.forEach(name -> require(dump, "--drain", name));
        List<NodeObject> nodes = new ArrayList<>();
        dump.nodes().forEach(node -> nodes.add(drained.contains(node.name()) ? cordoned(node) : node));
        List<PodObject> pods = new ArrayList<>();
        for (PodObject each : dump.pods()) {
            boolean moves = each.pod().node().filter(drained::contains).isPresent();
            if (!moves) {
                pods.add(each);
            } else if (each.isLive() && !each.pod().belongsToNode()) {
                pods.add(each.with(waiting(each.pod())));
            }
        }
        like.ifPresent(name -> add(dump, require(dump, "--like", name), nodes, pods));
        return dump.with(nodes, pods);
    }

    private static NodeObject require(Dump dump, String option, String name) {
        return dump.node(name)
                .orElseThrow(() -> new ForecastException(option + " " + name + ": there is no such node"));
    }

    private static NodeObject cordoned(NodeObject object) {
        Node node = object.node();
        return object.with(
                new Node(node.name(), node.version(), node.labels(), node.ready(), true, node.allocatable()));
    }

    private static Pod waiting(Pod pod) {
        return pod.edit()
                .node(Optional.empty())
                .scheduling(Pod.Scheduling.USUAL)
                .ready(false)
                .pod();
    }

    /** Adds nodes, each with the pods that belong to a node, as its DaemonSets' do. */
    private void add(Dump dump, NodeObject like, List<NodeObject> nodes, List<PodObject> pods) {
        for (int number = 1; number <= added; number++) {
            String name = fresh(dump, like.name() + "-added-" + number);
            nodes.add(like.with(named(like.node(), name)));
            for (PodObject each : dump.pods()) {
                if (each.isOn(like.name()) && each.pod().belongsToNode()) {
                    pods.add(each.with(copyOn(each.pod(), name)));
                }
            }
        }
    }

    private static Pod copyOn(Pod pod, String node) {
        PodId id = pod.id();
        return pod.edit()
                .id(new PodId(id.namespace(), id.name() + "-" + node, id.uid() + "-" + node))
                .node(Optional.of(node))
                .scheduling(Pod.Scheduling.USUAL)
                .pod();
    }

    private static String fresh(Dump dump, String name) {
        return dump.node(name).isPresent() ? fresh(dump, name + "x") : name;
    }

    private static Node named(Node like, String name) {
        Map<String, String> labels = new TreeMap<>();
        like.labels().forEach(labels::put);
        labels.computeIfPresent(Topology.HOST, (key, old) -> name);
        return new Node(name, like.version(), Labels.of(labels), true, false, like.allocatable());
    }

    /**
     * How many pods each named Service is to have.
     *
     * @throws ForecastException if a name stands for no Service, or for several
     */
    Map<Service, Integer> scaled(List<Service> services) {
        Map<Service, Integer> scaled = new LinkedHashMap<>();
        scale.forEach((name, pods) -> {
            List<Service> named =
                    services.stream().filter(service -> service.isCalled(name)).toList();
            if (named.size() != 1) {
                throw new ForecastException("--scale " + name + ": "
                        + (named.isEmpty()
                                ? "there is no such Service"
                                : "expected NAMESPACE/NAME, there are "
                                        + String.join(
                                                " and ",
                                                named.stream().map(Service::id).toList())));
            }
            scaled.put(named.getFirst(), pods);
        });
        return scaled;
    }
}
