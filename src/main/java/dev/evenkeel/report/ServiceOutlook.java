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
 * What a {@link ServiceView} means for the Service's traffic: how it is split, how plans would have it, and how far that is.
 * Nodes are those of the view, in its order. Needs nothing but the view, and no lock: planning for many nodes takes some ten
 * milliseconds.
 */
public final class ServiceOutlook {
    private final ServiceView view;
    private final Planner planner;
    private final TrafficModel model;
    private final ZoneNumbers numbers;
    private final int[] zones;

    /** Why a node gets no further pod of a Service. The words never change meaning. */
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

        /** The word: {@code cordoned}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Pods as they stand, or would.
     *
     * @param pods on each node
     * @param isCoarse whether it is a plan, and a better one was not looked for since that would have cost too much
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares arrangements; the array is the outlook's own.
    public record Arrangement(int[] pods, Split split, boolean isCoarse) {
        /** How many pods there are. */
        public int total() {
            return Arrays.stream(pods).sum();
        }
    }

    /** The outlook by the plans of an installation. */
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

    /** The node's zone, or the value of the other label that the balancer splits by; empty if it has none. */
    public Optional<String> zone(ServiceView.NodeRow node) {
        return numbers.zone(node.node().labels());
    }

    /** Whether where pods stand decides how much traffic each gets, and a plan can help. */
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

    /** The pods that serve. */
    public Arrangement now() {
        return arranged(nodes().stream()
                .mapToInt(node -> isReached(node) ? node.serving() : 0)
                .toArray());
    }

    /** The plan that further pods are placed by: those that have their place keep it. */
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

    /** The plan if all pods were placed fromScratch. */
    public Arrangement fromScratch() {
        return planned(view.pods().expected(), sites(false));
    }

    /** What a scheduler would do that spreads pods over hosts and zones, if all were placed fromScratch. */
    public Arrangement spreading() {
        return arranged(Spreading.counts(view.pods().expected(), sites(false)));
    }

    /** How many pods stand where the plan for all anew has no place for them; 0 where nothing is planned. */
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

    /** The pods that stay where the balancer does not send to. */
    private int idle() {
        return nodes().stream()
                .filter(node -> !isReached(node))
                .mapToInt(ServiceView.NodeRow::pods)
                .sum();
    }

    private List<Site> sites(boolean stay) {
        return IntStream.range(0, zones.length)
                .mapToObj(node -> site(nodes().get(node), zones[node], stay))
                .toList();
    }

    /** As a plan sees the node. Pods that the balancer does not reach are in it only where all are placed fromScratch, elsewhere. */
    private Site site(ServiceView.NodeRow node, int zone, boolean stay) {
        boolean takes = node.exists() && !node.node().unschedulable() && isReached(node);
        long more = takes ? Math.min(node.fitting(), node.slots()) : 0;
        int room = (int) Math.max(node.pods(), Math.min(view.pods().expected(), node.pods() + more));
        if (!isReached(node)) {
            return stay ? new Site(zone, 0, 0) : new Site(zone, 0, node.pods());
        }
        return stay ? new Site(zone, room, node.pods(), node.pods()) : new Site(zone, room, node.pods());
    }
}
