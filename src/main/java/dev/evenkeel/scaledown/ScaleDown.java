package dev.evenkeel.scaledown;

import dev.evenkeel.planner.PlanQuestion;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The order in which pods should be deleted on a scale-down, so that traffic is as even as possible after each deletion. A
 * greedy algorithm: each step removes the pod without which there are, in the order of {@link Planner}, the fewest pods that get
 * no traffic, the most zones, no fewer nodes than {@code min-nodes-ratio} asks for, the least imbalance above
 * {@code max-imbalance}, the most nodes, the least imbalance. For pods of several Services these are summed.
 *
 * <p>If several workloads are behind the same Services, it is not known which one will be scaled down. Each gets an order of its
 * own, and a step counts two cases together: the others keep their pods, and the others shrink in proportion. For the latter
 * the workloads take turns by the D'Hondt method: the next pod is one of the workload of which the least part is removed then.
 *
 * <p>Ties are broken by the node with the fewest pods of other workloads, so that a node that one workload leaves is empty; then
 * the node with the most pods, then the zone with the most, then the first in the given order, so that an order that was
 * followed so far is kept. The names and numbers of nodes do not matter.
 */
public final class ScaleDown {
    private final PlanSettings settings;

    /** Orders by the plan settings of an installation; has no state. */
    public ScaleDown(PlanSettings settings) {
        this.settings = settings;
    }

    /**
     * The pods of one Service by node. Nodes are numbered from 0; all lists have the same length.
     *
     * @param zones the number of each node's zone, {@link Site#NO_ZONE} for none
     * @param reached whether the balancer sends to the node
     * @param pods how many pods of the Service stay on the node, including pods that are not to be ordered
     * @throws IllegalArgumentException if the lists differ in length
     */
    public record View(TrafficModel model, List<Integer> zones, List<Boolean> reached, List<Integer> pods) {
        public View {
            zones = List.copyOf(zones);
            reached = List.copyOf(reached);
            pods = List.copyOf(pods);
            if (zones.size() != pods.size() || reached.size() != pods.size()) {
                throw new IllegalArgumentException(
                        zones.size() + " zones and " + reached.size() + " nodes reached for " + pods.size() + " nodes");
            }
        }
    }

    /**
     * The orders in which the pods of some workloads should be deleted.
     *
     * @param views of all Services that select the pods, over the same nodes; at least one
     * @param workloads by workload, the node of each of its pods; of equal pods the first is deleted first
     * @return by workload, the indices of its pods in its list, the first to be deleted first
     */
    public List<List<Integer>> orders(List<View> views, List<List<Integer>> workloads) {
        List<ServiceState> together = workloads.size() > 1 ? states(views) : List.of();
        List<WorkloadOrder> all = workloads.stream()
                .map(nodes -> new WorkloadOrder(nodes, views, states(views), together))
                .toList();
        while (all.stream().anyMatch(WorkloadOrder::hasMore)) {
            all.stream()
                    .filter(WorkloadOrder::hasMore)
                    .min(Comparator.comparingDouble(WorkloadOrder::fractionAfterNext))
                    .ifPresent(WorkloadOrder::removeNext);
        }
        return all.stream().map(workload -> List.copyOf(workload.order)).toList();
    }

    private List<ServiceState> states(List<View> views) {
        return views.stream().map(view -> new ServiceState(view, settings)).toList();
    }

    /** The order of one workload, as it grows. */
    private static final class WorkloadOrder {
        private final List<Integer> nodes;
        /** By node, the pods of other workloads, summed over all Services. */
        private final int[] others;
        /** Of each Service the case that other workloads keep their pods, and the case that they shrink in proportion. */
        private final List<ServiceState> states;

        private final Set<Integer> left = new LinkedHashSet<>();
        private final List<Integer> order;

        WorkloadOrder(List<Integer> nodes, List<View> views, List<ServiceState> alone, List<ServiceState> together) {
            this.nodes = nodes;
            this.others = others(nodes, views);
            this.states = Stream.concat(alone.stream(), together.stream()).toList();
            this.order = new ArrayList<>(nodes.size());
            IntStream.range(0, nodes.size()).forEach(left::add);
        }

        private static int[] others(List<Integer> nodes, List<View> views) {
            int[] others = new int[views.getFirst().pods.size()];
            for (View view : views) {
                Arrays.setAll(others, node -> others[node] + view.pods.get(node));
                nodes.forEach(node -> others[node]--);
            }
            return others;
        }

        boolean hasMore() {
            return !left.isEmpty();
        }

        /** The part of its pods that is removed after the next one; above 0, at most 1. */
        double fractionAfterNext() {
            return (order.size() + 1.0) / nodes.size();
        }

        void removeNext() {
            int next = next();
            left.remove(next);
            states.forEach(state -> state.remove(nodes.get(next)));
            order.add(next);
        }

        /** The pod to remove next. Of nodes that are alike to every Service one is looked at. */
        private int next() {
            Set<List<Integer>> kinds = new HashSet<>();
            @Nullable Candidate best = null;
            for (int pod : left) {
                int node = nodes.get(pod);
                if (!kinds.add(kind(node))) {
                    continue;
                }
                Candidate candidate = candidate(pod, node);
                if (best == null || Candidate.BEST_FIRST.compare(candidate, best) < 0) {
                    best = candidate;
                }
            }
            return Objects.requireNonNull(best, "no pod is left").pod;
        }

        private List<Integer> kind(int node) {
            return Stream.concat(Stream.of(others[node]), states.stream().flatMap(state -> state.kind(node).stream()))
                    .toList();
        }

        private Candidate candidate(int pod, int node) {
            int pods = states.stream().mapToInt(state -> state.podsOn(node)).sum();
            int zone = states.stream().mapToInt(state -> state.podsBeside(node)).sum();
            Rest rest = states.stream().map(state -> state.without(node)).reduce(Rest.NOTHING, Rest::plus);
            return new Candidate(pod, rest, others[node], pods, zone);
        }
    }

    /**
     * A pod that may be removed next.
     *
     * @param rest what is left without it
     * @param others how many pods of other workloads are on its node
     * @param pods how many pods are on its node
     * @param zone how many pods are in its zone
     */
    private record Candidate(int pod, Rest rest, int others, int pods, int zone) {
        static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::rest, Rest.BEST_FIRST)
                .thenComparingInt(Candidate::others)
                .thenComparing(Comparator.comparingInt(Candidate::pods).reversed())
                .thenComparing(Comparator.comparingInt(Candidate::zone).reversed())
                .thenComparingInt(Candidate::pod);
    }

    /**
     * The state of a Service once a pod is removed, or the sum over several Services.
     *
     * @param idle how many pods get no traffic
     * @param zones how many zones serve
     * @param nodesShort how many nodes are missing to the least number that should serve
     * @param unevenness the imbalance, but at least {@code max-imbalance}
     * @param nodes how many nodes serve
     * @param imbalance the busiest pod's share over the mean
     */
    private record Rest(int idle, int zones, int nodesShort, double unevenness, int nodes, double imbalance) {
        static final Rest NOTHING = new Rest(0, 0, 0, 0, 0, 0);

        /** Differences below this are rounding: shares are quotients of small numbers. */
        private static final double GRAIN = 1e-9;

        static final Comparator<Rest> BEST_FIRST = Comparator.comparingInt(Rest::idle)
                .thenComparing(Comparator.comparingInt(Rest::zones).reversed())
                .thenComparingInt(Rest::nodesShort)
                .thenComparingLong(rest -> grains(rest.unevenness))
                .thenComparing(Comparator.comparingInt(Rest::nodes).reversed())
                .thenComparingLong(rest -> grains(rest.imbalance));

        private static long grains(double value) {
            return Math.round(value / GRAIN);
        }

        Rest plus(Rest other) {
            return new Rest(
                    idle + other.idle,
                    zones + other.zones,
                    nodesShort + other.nodesShort,
                    unevenness + other.unevenness,
                    nodes + other.nodes,
                    imbalance + other.imbalance);
        }
    }

    /** The pods of one Service by node, as they are removed one by one. */
    private static final class ServiceState {
        private final TrafficModel model;
        private final PlanSettings settings;
        private final int[] zones;
        /** By node, the pods that get traffic, and those that get none. */
        private final int[] serving;

        private final int[] idle;
        private final List<Site> atFirst;

        ServiceState(View view, PlanSettings settings) {
            this.model = view.model;
            this.settings = settings;
            int size = view.pods.size();
            this.zones = view.zones.stream().mapToInt(Integer::intValue).toArray();
            this.serving = new int[size];
            this.idle = new int[size];
            List<Site> sites = new ArrayList<>(size);
            for (int node = 0; node < size; node++) {
                boolean served = view.reached.get(node) && (zones[node] != Site.NO_ZONE || !isZonal());
                (served ? serving : idle)[node] = view.pods.get(node);
                sites.add(new Site(zones[node], serving[node], serving[node]));
            }
            this.atFirst = List.copyOf(sites);
        }

        private boolean isZonal() {
            return model.topologyKey().isPresent();
        }

        /** Nodes of equal kind are alike to the Service. */
        List<Integer> kind(int node) {
            return List.of(zones[node], serving[node], idle[node]);
        }

        int podsOn(int node) {
            return serving[node] + idle[node];
        }

        int podsBeside(int node) {
            return IntStream.range(0, zones.length)
                    .filter(other -> zones[other] == zones[node])
                    .map(this::podsOn)
                    .sum();
        }

        void remove(int node) {
            (serving[node] > 0 ? serving : idle)[node]--;
        }

        private void restore(int node, boolean served) {
            (served ? serving : idle)[node]++;
        }

        /** What is left without a pod of the node; changes nothing. */
        Rest without(int node) {
            boolean served = serving[node] > 0;
            remove(node);
            Rest rest = rest();
            restore(node, served);
            return rest;
        }

        private Rest rest() {
            Split split = Split.of(model, zones, serving);
            int pods = IntStream.of(serving).sum();
            double unevenness = Math.max(split.imbalance(), settings.maxImbalance());
            return new Rest(
                    IntStream.of(idle).sum(),
                    split.servingZones(),
                    nodesShort(split.servingNodes(), pods),
                    unevenness,
                    split.servingNodes(),
                    split.imbalance());
        }

        /** How many nodes fewer serve than a plan for so many pods would have at least, over the nodes that served at first. */
        private int nodesShort(int nodes, int pods) {
            // Spreading serves no more nodes than there are pods, so mostly nothing has to be computed.
            if (nodes >= settings.minNodesRatio() * pods) {
                return 0;
            }
            int least = PlanQuestion.of(atFirst, pods, isZonal(), settings).leastNodes();
            return Math.max(0, least - nodes);
        }
    }
}
