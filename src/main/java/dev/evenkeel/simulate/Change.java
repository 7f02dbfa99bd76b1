package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Topology;
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
 * @param scale how many pods Services shall have, by name or {@code namespace/name}
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

    /** More than this is a slip of the pen. */
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
    Inventory applied(Inventory inventory) {
        drained.forEach(name -> require(inventory, "--drain", name));
        List<Host> hosts = new ArrayList<>();
        inventory.hosts().forEach(host -> hosts.add(drained.contains(host.name()) ? drained(host) : host));
        List<Member> pods = new ArrayList<>();
        for (Member member : inventory.pods()) {
            boolean moves = member.pod().node().filter(drained::contains).isPresent();
            if (!moves) {
                pods.add(member);
            } else if (member.isLive() && !member.pod().belongsToNode()) {
                pods.add(new Member(waiting(member.pod()), member.wish()));
            }
        }
        like.ifPresent(name -> add(inventory, require(inventory, "--like", name), hosts, pods));
        return new Inventory(inventory.description(), hosts, pods, inventory.services());
    }

    private static Host require(Inventory inventory, String option, String name) {
        return inventory
                .host(name)
                .orElseThrow(() -> new ForecastException(option + " " + name + ": there is no such node"));
    }

    private static Host drained(Host host) {
        Node node = host.node();
        return new Host(
                new Node(node.name(), node.version(), node.labels(), node.ready(), true, node.allocatable()),
                host.taints());
    }

    private static Pod waiting(Pod pod) {
        return new Pod(
                pod.id(),
                pod.version(),
                pod.labels(),
                pod.settings(),
                Optional.empty(),
                pod.phase(),
                pod.requests(),
                pod.antiAffinity(),
                pod.belongsToNode(),
                Pod.Scheduling.USUAL,
                pod.controller());
    }

    /** Adds nodes, each with the pods that belong to a node, as its DaemonSets' do. */
    private void add(Inventory inventory, Host like, List<Host> hosts, List<Member> pods) {
        for (int number = 1; number <= added; number++) {
            String name = fresh(inventory, like.name() + "-added-" + number);
            hosts.add(new Host(named(like.node(), name), like.taints()));
            for (Member member : inventory.pods()) {
                if (member.isOn(like.name()) && member.pod().belongsToNode()) {
                    Pod pod = member.pod();
                    PodId id = new PodId(
                            pod.id().namespace(),
                            pod.id().name() + "-" + name,
                            pod.id().uid() + "-" + name);
                    pods.add(new Member(
                            new Pod(
                                    id,
                                    pod.version(),
                                    pod.labels(),
                                    pod.settings(),
                                    Optional.of(name),
                                    pod.phase(),
                                    pod.requests(),
                                    pod.antiAffinity(),
                                    true,
                                    Pod.Scheduling.USUAL,
                                    pod.controller(),
                                    pod.ready()),
                            member.wish()));
                }
            }
        }
    }

    private static String fresh(Inventory inventory, String name) {
        return inventory.host(name).isPresent() ? fresh(inventory, name + "x") : name;
    }

    private static Node named(Node like, String name) {
        Map<String, String> labels = new TreeMap<>();
        like.labels().forEach(labels::put);
        labels.computeIfPresent(Topology.HOST, (key, old) -> name);
        return new Node(name, like.version(), Labels.of(labels), true, false, like.allocatable());
    }

    /**
     * How many pods each Service shall have that is named.
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
