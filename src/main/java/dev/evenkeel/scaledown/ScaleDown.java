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
 * In which order pods should go when there shall be fewer, so that after each of them traffic is as even as one pod less can
 * make it. Step by step that pod goes next whose going leaves, by the order of {@link Planner}: the fewest pods that get no
 * traffic, the most zones, no fewer nodes than {@code min-nodes-ratio} asks for, the least imbalance above
 * {@code max-imbalance}, the most nodes, the least imbalance. Behind several Services it is what comes of them together.
 *
 * <p>Of several workloads behind the same Services nobody knows which will get fewer pods. Each has an order of its own, and a
 * step is judged by two cases together: the others stay as they are, and the others shrink in proportion.
 *
 * <p>Between equals one goes from a node with the fewest pods of others: what a workload has emptied by itself leaves no lone
 * pod behind. Then from the fullest node, in the fullest zone, and of these the one that was given first: so an order that
 * was followed so far is kept. How nodes are called changes nothing.
 */
public final class ScaleDown {
    private final PlanSettings settings;

    public ScaleDown(PlanSettings settings) {
        this.settings = settings;
    }

    /**
     * The pods of one Service.
     *
     * @param zones by node, its zone, {@link Site#NO_ZONE} for none
     * @param reached by node, whether the balancer sends to it
     * @param pods by node, how many pods of the Service stay there, those included that have no say in the order
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
     * The orders in which the pods of some workloads should go.
     *
     * @param views of all Services that the pods are behind, over the same nodes
     * @param workloads by workload, of each pod, the node that it is on; of equal pods the first goes first
     * @return by workload, its pods by their place in the list, the first to go first
     */
    public List<List<Integer>> orders(List<View> views, List<List<Integer>> workloads) {
        List<ServiceState> together = workloads.size() > 1 ? states(views) : List.of();
        List<WorkloadPods> all = workloads.stream()
                .map(nodes -> new WorkloadPods(nodes, views, states(views), together))
                .toList();
        while (all.stream().anyMatch(WorkloadPods::hasMore)) {
            all.stream()
                    .filter(WorkloadPods::hasMore)
                    .min(Comparator.comparingDouble(WorkloadPods::partAfterNext))
                    .ifPresent(WorkloadPods::goOn);
        }
        return all.stream().map(workload -> List.copyOf(workload.order)).toList();
    }

    private List<ServiceState> states(List<View> views) {
        return views.stream().map(view -> new ServiceState(view, settings)).toList();
    }

    /** The pods of one workload as they go. */
    private static final class WorkloadPods {
        private final List<Integer> nodes;
        /** By node, the pods of others, of all Services in sum. */
        private final int[] others;
        /** As if the others stayed; and as if they shrank in proportion. */
        private final List<ServiceState> states;

        private final Set<Integer> left = new LinkedHashSet<>();
        private final List<Integer> order;

        WorkloadPods(List<Integer> nodes, List<View> views, List<ServiceState> alone, List<ServiceState> together) {
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

        /** Which part of it is gone once one more is. */
        double partAfterNext() {
            return (order.size() + 1.0) / nodes.size();
        }

        void goOn() {
            int next = next();
            left.remove(next);
            states.forEach(state -> state.leave(nodes.get(next)));
            order.add(next);
        }

        /** Nodes that are alike to every Service are looked at once. */
        private int next() {
            Set<List<Integer>> kinds = new HashSet<>();
            @Nullable Going best = null;
            for (int pod : left) {
                int node = nodes.get(pod);
                if (!kinds.add(kind(node))) {
                    continue;
                }
                Going going = going(pod, node);
                if (best == null || Going.BEST_FIRST.compare(going, best) < 0) {
                    best = going;
                }
            }
            return Objects.requireNonNull(best, "no pod is left").pod;
        }

        private List<Integer> kind(int node) {
            return Stream.concat(Stream.of(others[node]), states.stream().flatMap(state -> state.kind(node).stream()))
                    .toList();
        }

        private Going going(int pod, int node) {
            int pods = states.stream().mapToInt(state -> state.podsOn(node)).sum();
            int zone = states.stream().mapToInt(state -> state.podsBeside(node)).sum();
            Rest rest = states.stream().map(state -> state.without(node)).reduce(Rest.NOTHING, Rest::plus);
            return new Going(pod, rest, others[node], pods, zone);
        }
    }

    /**
     * One way to go on.
     *
     * @param others how many pods of others are on its node
     * @param pods how many are on its node
     * @param zone how many are in its zone
     */
    private record Going(int pod, Rest rest, int others, int pods, int zone) {
        static final Comparator<Going> BEST_FIRST = Comparator.comparing(Going::rest, Rest.BEST_FIRST)
                .thenComparingInt(Going::others)
                .thenComparing(Comparator.comparingInt(Going::pods).reversed())
                .thenComparing(Comparator.comparingInt(Going::zone).reversed())
                .thenComparingInt(Going::pod);
    }

    /**
     * What is left once a pod is gone; of several Services, in sum.
     *
     * @param idle pods that get no traffic
     * @param zones that serve
     * @param nodesShort how many more nodes should serve
     * @param unevenness the busiest pod's share over the mean, {@code max-imbalance} at least
     * @param nodes that serve
     * @param imbalance the busiest pod's share over the mean
     */
    private record Rest(int idle, int zones, int nodesShort, double unevenness, int nodes, double imbalance) {
        static final Rest NOTHING = new Rest(0, 0, 0, 0, 0, 0);

        /** Shares are compared as what they are, quotients of small numbers. */
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

    /** The pods of one Service as they get fewer. */
    private static final class ServiceState {
        private final TrafficModel model;
        private final PlanSettings settings;
        private final int[] zones;
        /** By node, the pods that the balancer reaches, and those that it does not. */
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

        /** What tells a node from others for the Service. */
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

        void leave(int node) {
            (serving[node] > 0 ? serving : idle)[node]--;
        }

        private void comeBack(int node, boolean served) {
            (served ? serving : idle)[node]++;
        }

        Rest without(int node) {
            boolean served = serving[node] > 0;
            leave(node);
            Rest rest = rest();
            comeBack(node, served);
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

        /** By how many nodes fewer serve than a plan for so many pods would have, of those that served at first. */
        private int nodesShort(int nodes, int pods) {
            // Spreading serves no more nodes than there are pods, so mostly nothing has to be reckoned.
            if (nodes >= settings.minNodesRatio() * pods) {
                return 0;
            }
            int least = PlanQuestion.of(atFirst, pods, isZonal(), settings).leastNodes();
            return Math.max(0, least - nodes);
        }
    }
}
