package dev.evenkeel.report;

import dev.evenkeel.planner.Plan;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.planner.Spreading;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import dev.evenkeel.traffic.ZoneNumbers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a {@link ServiceView} means for the Service's traffic: how it is split now, and how it would be under plans.
 * Nodes are numbered from 0 in the order of the view. Needs nothing but the view, and no lock: planning for many nodes
 * takes tens of milliseconds.
 */
public final class ServiceOutlook {
    private final ServiceView view;
    private final Planner planner;
    private final TrafficModel model;
    private final ZoneNumbers numbers;
    private final int[] zones;

    /** Why a node gets no further pod of a Service. The labels never change meaning. */
    public enum Closed {
        GONE("no longer in the cluster"),
        CORDONED("cordoned"),
        UNREACHED("by its labels the balancer does not send to it"),
        ZONELESS("lacks the label by which the balancer splits"),
        RULED("required rules leave no further place there"),
        FULL("no room for another pod by requests");

        private final String message;

        Closed(String message) {
            this.message = message;
        }

        /** A clause for people. */
        public String message() {
            return message;
        }

        /** A word for JSON and for people: {@code cordoned}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How many pods each node has, or would have, and the split of traffic that follows.
     *
     * @param pods on each node
     * @param isCoarse whether it is a coarse plan ({@link Plan#isCoarse})
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares arrangements; the array is the outlook's own.
    public record Arrangement(int[] pods, Split split, boolean isCoarse) {
        /** How many pods there are. */
        public int total() {
            return Arrays.stream(pods).sum();
        }
    }

    /** An outlook with plans by this planner. */
    public ServiceOutlook(ServiceView view, Planner planner) {
        this.view = view;
        this.planner = planner;
        this.model = view.choice().model();
        this.numbers = new ZoneNumbers(model);
        this.zones = nodes().stream()
                .mapToInt(node -> numbers.number(node.node().labels()))
                .toArray();
    }

    private List<ServiceView.NodeRow> nodes() {
        return view.nodes().each();
    }

    /** The node's zone, or the value of the other label that makes zones under the model; empty if it has none. */
    public Optional<String> zone(ServiceView.NodeRow node) {
        return numbers.zone(node.node().labels());
    }

    /** Whether the shares of pods depend on where they are, so that a plan can help. */
    public boolean isPlanned() {
        return model.dependsOnPlaces();
    }

    /** Why the node gets no further pod; empty if it can have one. */
    public Optional<Closed> closed(ServiceView.NodeRow node) {
        if (!node.exists()) {
            return Optional.of(Closed.GONE);
        }
        if (node.node().unschedulable()) {
            return Optional.of(Closed.CORDONED);
        }
        if (!isReached(node)) {
            return Optional.of(Closed.UNREACHED);
        }
        if (model.topologyKey().isPresent() && zone(node).isEmpty()) {
            return Optional.of(Closed.ZONELESS);
        }
        if (node.slots() <= 0) {
            return Optional.of(Closed.RULED);
        }
        return node.fitting() <= 0 ? Optional.of(Closed.FULL) : Optional.empty();
    }

    private boolean isReached(ServiceView.NodeRow node) {
        return Balancers.reaches(view.choice(), node.node().labels());
    }

    // ---- arrangements

    /** The pods that serve now. */
    public Arrangement now() {
        return arranged(nodes().stream()
                .mapToInt(node -> isReached(node) ? node.serving() : 0)
                .toArray());
    }

    /** The plan by which further pods are placed; pods with a place keep it. */
    public Arrangement plan() {
        boolean isFollowed = nodes().stream().anyMatch(node -> node.planned().isPresent());
        if (!isFollowed) {
            return planned(view.pods().expected() - idle(), sites(true));
        }
        int[] followed = nodes().stream()
                .map(ServiceView.NodeRow::planned)
                .mapToInt(planned -> planned.orElse(0))
                .toArray();
        return arranged(followed, view.isPlanCoarse());
    }

    /** The plan if all pods were placed from scratch. */
    public Arrangement fromScratch() {
        return planned(view.pods().expected(), sites(false));
    }

    /** Where a scheduler that spreads pods over hosts and zones would place all of them from scratch. */
    public Arrangement spreading() {
        return arranged(Spreading.counts(view.pods().expected(), sites(false)));
    }

    /** How many pods are where the plan from scratch has no place for them; 0 if nothing is planned. */
    public int distance(Arrangement fromScratch) {
        return isPlanned()
                ? IntStream.range(0, zones.length)
                        .map(node -> Math.max(
                                0, nodes().get(node).pods() - fromScratch.pods()[node]))
                        .sum()
                : 0;
    }

    private Arrangement arranged(int[] pods) {
        return arranged(pods, false);
    }

    private Arrangement arranged(int[] pods, boolean isCoarse) {
        return new Arrangement(pods, Split.of(model, zones, pods), isCoarse);
    }

    private Arrangement planned(int pods, List<Site> sites) {
        Plan plan = planner.plan(model, pods, sites);
        return arranged(plan.pods(), plan.isCoarse());
    }

    /** How many pods stay on nodes that the balancer does not send to. */
    private int idle() {
        return nodes().stream()
                .filter(node -> !isReached(node))
                .mapToInt(ServiceView.NodeRow::pods)
                .sum();
    }

    private List<Site> sites(boolean pin) {
        return IntStream.range(0, zones.length)
                .mapToObj(node -> site(nodes().get(node), zones[node], pin))
                .toList();
    }

    /**
     * The node as a plan sees it. Pods on a node that the balancer does not reach are part of the plan only if none is
     * pinned; it then places them elsewhere.
     */
    private Site site(ServiceView.NodeRow node, int zone, boolean pin) {
        boolean takes = node.exists() && !node.node().unschedulable() && isReached(node);
        long more = takes ? Math.min(node.fitting(), node.slots()) : 0;
        int room = (int) Math.max(node.pods(), Math.min(view.pods().expected(), node.pods() + more));
        if (!isReached(node)) {
            return pin ? new Site(zone, 0, 0) : new Site(zone, 0, node.pods());
        }
        return pin ? new Site(zone, room, node.pods(), node.pods()) : new Site(zone, room, node.pods());
    }
}
