package dev.evenkeel.planner;

import static dev.evenkeel.planner.SitePicture.PLENTY;
import static dev.evenkeel.planner.SitePicture.zones;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Properties of splits and plans; a failure prints its seed. */
class PlannerProperties {
    private static final Planner PLANNER = new Planner(PlanSettings.DEFAULTS);
    private static final List<String> ZONAL = List.of("zone-node", "zone-pod");
    private static final double TINY = 1e-9;

    /** Nodes, and how many pods there are to be. */
    record Layout(List<Site> sites, int pods) {
        Layout {
            sites = List.copyOf(sites);
        }
    }

    @Provide
    Arbitrary<TrafficModel> models() {
        return Arbitraries.of(TrafficModel.WORDS)
                .map(word -> TrafficModel.of(word).orElseThrow());
    }

    @Provide
    Arbitrary<TrafficModel> plannedModels() {
        return Arbitraries.of("node-even", "zone-node", "zone-pod")
                .map(word -> TrafficModel.of(word).orElseThrow());
    }

    /** One to three zones, up to six nodes, some with little room, some with pinned pods, some outside of all zones. */
    @Provide
    Arbitrary<Layout> small() {
        return layouts(sites(Arbitraries.of(0, 0, 0, 1, 1, 2, Site.NO_ZONE), 0, 6), 12);
    }

    /** As {@link #small}, but with room for all pods everywhere, and without pinned pods. */
    @Provide
    Arbitrary<Layout> roomy() {
        return layouts(
                Combinators.combine(Arbitraries.of(0, 0, 0, 1, 1, 2), Arbitraries.of(0, 0, 0, 1, 1, 2, 3))
                        .as((zone, pods) -> new Site(zone, PLENTY, pods))
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(6),
                12);
    }

    /** Up to five zones and forty nodes. */
    @Provide
    Arbitrary<Layout> large() {
        return layouts(sites(Arbitraries.of(0, 0, 0, 0, 1, 1, 2, 3, 4, Site.NO_ZONE), 1, 40), 200);
    }

    /** Zones with most pods pinned, and zones without pinned pods; all pods fit into the former. */
    @Provide
    Arbitrary<Layout> late() {
        Arbitrary<Integer> rooms = Arbitraries.of(PLENTY, PLENTY, 0, 1, 2, 3);
        Arbitrary<Site> full = Combinators.combine(
                        Arbitraries.of(0, 0, 1), Arbitraries.of(PLENTY, 3, 4), Arbitraries.of(1, 2, 3, 3))
                .as((zone, room, here) -> new Site(zone, room, here, here));
        Arbitrary<Site> beside = Combinators.combine(Arbitraries.of(0, 1), rooms, Arbitraries.of(0, 0, 1))
                .as(Site::new);
        Arbitrary<Site> unserved = Combinators.combine(Arbitraries.of(2, 2, 3), rooms, Arbitraries.of(0, 0, 0, 1))
                .as(Site::new);
        return Combinators.combine(
                        full.list().ofMinSize(1).ofMaxSize(2),
                        beside.list().ofMaxSize(2),
                        unserved.list().ofMinSize(1).ofMaxSize(2),
                        Arbitraries.integers().between(1, 3))
                .as((served, between, others, pending) -> {
                    List<Site> all = new ArrayList<>(List.of(new Site(0, PLENTY, 3, 3)));
                    List.of(served, between, others).forEach(all::addAll);
                    return new Layout(all, pinned(all) + pending);
                });
    }

    /**
     * One to a hundred zones, up to four hundred nodes, and so many pods that they nearly or just fit, or not quite.
     */
    @Provide
    Arbitrary<Layout> full() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 100),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 60),
                        Arbitraries.of(500, 900, 990, 999, 1_000, 1_001),
                        Arbitraries.randoms())
                .as((zones, nodes, mostRoom, perMille, random) -> {
                    List<Site> sites = IntStream.range(0, zones * nodes)
                            .mapToObj(node -> {
                                int room = random.nextInt(mostRoom + 1);
                                int here = random.nextInt(4) == 0 ? random.nextInt(room + 1) : 0;
                                return new Site(random.nextInt(zones), room, here, random.nextBoolean() ? here : 0);
                            })
                            .toList();
                    long room = sites.stream().mapToLong(Site::room).sum();
                    int pods = (int) (perMille == 999 ? room - 1 : room * perMille / 1_000);
                    return new Layout(sites, Math.max(pods, pinned(sites)));
                });
    }

    private static Arbitrary<List<Site>> sites(Arbitrary<Integer> zones, int least, int most) {
        Arbitrary<Integer> rooms = Arbitraries.of(PLENTY, PLENTY, PLENTY, 0, 1, 2, 3, 5);
        Arbitrary<Integer> pods = Arbitraries.of(0, 0, 0, 0, 1, 1, 2, 3);
        return Combinators.combine(zones, rooms, pods, Arbitraries.of(false, false, true))
                .as((zone, room, here, stay) -> new Site(zone, room, here, stay ? Math.min(here, room) : 0))
                .list()
                .ofMinSize(least)
                .ofMaxSize(most);
    }

    private static Arbitrary<Layout> layouts(Arbitrary<List<Site>> sites, int mostPods) {
        return Combinators.combine(sites, Arbitraries.integers().between(0, mostPods))
                .as((all, pods) -> new Layout(all, Math.max(pods, pinned(all))));
    }

    private static int pinned(List<Site> sites) {
        return sites.stream().mapToInt(Site::pinned).sum();
    }

    // ---- splits

    @Property(tries = 2_000)
    void splitsSharesThatSumToOne(@ForAll("models") TrafficModel model, @ForAll("large") Layout layout) {
        List<Site> sites = layout.sites();
        int[] pods = sites.stream().mapToInt(Site::pods).toArray();
        Split split = Split.of(model, zones(sites), pods);

        double sum = IntStream.range(0, pods.length).mapToDouble(split::ofNode).sum();

        boolean gets = IntStream.range(0, pods.length)
                .anyMatch(node -> pods[node] > 0
                        && (sites.get(node).hasZone() || model.topologyKey().isEmpty()));
        assertThat(sum).isEqualTo(gets ? 1 : 0, within(TINY));
        assertThat(split.imbalance()).isGreaterThanOrEqualTo(gets ? 1 - TINY : 0);
    }

    // ---- plans

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void keepsToRoomAndToPinnedPods(@ForAll("models") TrafficModel model, @ForAll("large") Layout layout) {
        Plan plan = PLANNER.plan(model, layout.pods(), layout.sites());
        int planned = 0;
        for (int node = 0; node < layout.sites().size(); node++) {
            Site site = layout.sites().get(node);
            assertThat(plan.podsOn(node)).isBetween(site.pinned(), site.room());
            planned += plan.podsOn(node);
        }

        assertThat(planned + plan.unplanned()).isEqualTo(layout.pods());
        long room = usable(model, layout.sites())
                .mapToLong(node -> layout.sites().get(node).room())
                .sum();
        assertThat(plan.unplanned() == 0 || planned >= room)
                .as("as many as there is room for")
                .isTrue();
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void isNeverMoreUnevenThanSpreading(@ForAll("plannedModels") TrafficModel model, @ForAll("large") Layout layout) {
        List<Site> sites = inReach(model, layout.sites());
        int pods = Math.max(layout.pods(), pinned(sites));
        Plan plan = PLANNER.plan(model, pods, sites);
        Split spread = Split.of(model, zones(sites), Spreading.counts(pods, sites));

        assertThat(plan.imbalance()).isLessThanOrEqualTo(spread.imbalance() + TINY);
    }

    /** With a budget that suffices, or with hardly any. */
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void placesNoFewerPodsThanSpreadingAndNoneMoreUnevenly(
            @ForAll("models") TrafficModel model, @ForAll("full") Layout layout, @ForAll("efforts") long most) {
        List<Site> sites = layout.sites();
        int[] spread = Spreading.counts(layout.pods(), sites);

        Plan plan = PLANNER.plan(model, layout.pods(), sites, new Effort(most));

        int planned = SitePicture.sum(plan.pods());
        assertThat(planned).isEqualTo(SitePicture.sum(spread));
        assertThat(plan.unplanned()).isEqualTo(layout.pods() - planned);
        assertThat(plan.imbalance())
                .isLessThanOrEqualTo(Split.of(model, zones(sites), spread).imbalance() + TINY);
    }

    @Provide
    Arbitrary<Long> efforts() {
        return Arbitraries.of(Effort.MOST, Effort.MOST, 1_000_000L, 0L);
    }

    /** Coarse plans included. */
    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void keepsToRoomAndIsNoMoreUnevenThanSpreadingIfCoarse(
            @ForAll("plannedModels") TrafficModel model, @ForAll("large") Layout layout, @ForAll("efforts") long most) {
        List<Site> sites = inReach(model, layout.sites());
        int pods = Math.max(layout.pods(), pinned(sites));
        int[] spread = Spreading.counts(pods, sites);

        Plan plan = PLANNER.plan(model, pods, sites, new Effort(most / 100));

        for (int node = 0; node < sites.size(); node++) {
            assertThat(plan.podsOn(node))
                    .isBetween(sites.get(node).pinned(), sites.get(node).room());
        }
        assertThat(SitePicture.sum(plan.pods())).isEqualTo(SitePicture.sum(spread));
        assertThat(plan.imbalance())
                .isLessThanOrEqualTo(Split.of(model, zones(sites), spread).imbalance() + TINY);
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void spreadsAsOnePodAfterTheOtherWould(@ForAll("large") Layout layout) {
        List<Site> sites = layout.sites();
        int[] counts = sites.stream().mapToInt(Site::pinned).toArray();
        for (int pod = pinned(sites); pod < layout.pods(); pod++) {
            IntStream.range(0, counts.length)
                    .filter(node -> counts[node] < sites.get(node).room())
                    .boxed()
                    .min(Comparator.<Integer>comparingInt(node -> counts[node])
                            .thenComparingInt(node -> podsBeside(sites, counts, node))
                            .thenComparingInt(node -> sites.get(node).zone())
                            .thenComparingInt(node -> -sites.get(node).pods())
                            .thenComparingInt(node -> -sites.get(node).room())
                            .thenComparingInt(node -> node))
                    .ifPresent(node -> counts[node]++);
        }

        assertThat(Spreading.counts(layout.pods(), sites)).isEqualTo(counts);
    }

    private static int podsBeside(List<Site> sites, int[] counts, int node) {
        return IntStream.range(0, counts.length)
                .filter(other -> sites.get(other).zone() == sites.get(node).zone())
                .map(other -> counts[other])
                .sum();
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void leavesOutNoZoneThatSpreadingWouldServe(
            @ForAll("plannedModels") TrafficModel model, @ForAll("large") Layout layout) {
        List<Site> roomy = inReach(model, layout.sites()).stream()
                .map(site -> new Site(site.zone(), PLENTY, site.pods()))
                .toList();
        int pods = layout.pods();
        Split spread = Split.of(model, zones(roomy), Spreading.counts(pods, roomy));

        assertThat(PLANNER.plan(model, pods, roomy).split().servingZones())
                .isGreaterThanOrEqualTo(spread.servingZones());
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void doesNotDependOnNamesOfNodesAndZones(
            @ForAll("plannedModels") TrafficModel model, @ForAll("large") Layout layout, @ForAll Random random) {
        List<Integer> order = shuffled(layout.sites().size(), random);
        List<Integer> zones = shuffled(5, random);
        List<Site> renamed = order.stream()
                .map(layout.sites()::get)
                .map(site -> new Site(
                        site.hasZone() ? zones.get(site.zone()) : Site.NO_ZONE,
                        site.room(),
                        site.pods(),
                        site.pinned()))
                .toList();

        Plan plan = PLANNER.plan(model, layout.pods(), layout.sites());
        Plan other = PLANNER.plan(model, layout.pods(), renamed);

        assertThat(other.imbalance()).isEqualTo(plan.imbalance(), within(TINY));
        assertThat(signature(model, renamed, other)).isEqualTo(signature(model, layout.sites(), plan));
    }

    private static List<Integer> shuffled(int size, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, random);
        return order;
    }

    /** The zones as lists of what each node has and should have, without numbers; all nodes if zones do not matter. */
    private static List<String> signature(TrafficModel model, List<Site> sites, Plan plan) {
        TreeMap<Integer, List<String>> zones = new TreeMap<>();
        for (int node = 0; node < sites.size(); node++) {
            Site site = sites.get(node);
            if (!site.hasRoom()) {
                continue;
            }
            zones.computeIfAbsent(model instanceof TrafficModel.NodeEven ? 0 : site.zone(), zone -> new ArrayList<>())
                    .add(site.room() + "/" + site.pods() + "/" + site.pinned() + ">" + plan.podsOn(node));
        }
        return zones.values().stream()
                .map(nodes -> nodes.stream().sorted().toList().toString())
                .sorted()
                .toList();
    }

    /** Pods are bound one by one, most of them where the plan wants them, while there is room. */
    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void keepsAPlanThatIsAsGoodAsANewOne(
            @ForAll("plannedModels") TrafficModel model, @ForAll("small") Layout layout, @ForAll Random random) {
        KeptPlan keeper = new KeptPlan(PLANNER);
        List<Site> sites = new ArrayList<>(layout.sites().stream()
                .map(site -> new Site(site.zone(), site.room(), 0))
                .toList());
        boolean strayed = false;
        int made = 0;
        for (int pod = 0; pod < layout.pods(); pod++) {
            made += keeper.holds(model, layout.pods(), List.copyOf(sites)) ? 0 : 1;
            Plan plan = keeper.plan(model, layout.pods(), List.copyOf(sites));
            assertThat(plan.imbalance())
                    .isEqualTo(PLANNER.plan(model, layout.pods(), sites).imbalance(), within(TINY));
            List<Integer> lacking = IntStream.range(0, sites.size())
                    .filter(node -> plan.podsOn(node) > sites.get(node).pinned())
                    .boxed()
                    .toList();
            if (lacking.isEmpty()) {
                assertThat(pod + plan.unplanned()).isGreaterThanOrEqualTo(layout.pods());
                break;
            }
            List<Integer> roomy = IntStream.range(0, sites.size())
                    .filter(node -> sites.get(node).room() > sites.get(node).pinned())
                    .boxed()
                    .toList();
            boolean strays = random.nextInt(10) == 0;
            List<Integer> choice = strays ? roomy : lacking;
            int node = choice.get(random.nextInt(choice.size()));
            strayed |= strays;
            Site site = sites.get(node);
            sites.set(node, new Site(site.zone(), site.room(), site.pods() + 1, site.pinned() + 1));
        }

        assertThat(strayed || made <= 1).isTrue();
    }

    // ---- against exhaustive search

    @Property(tries = 4_000, edgeCases = EdgeCasesMode.NONE)
    void findsTheBestOfAllPlacements(@ForAll("plannedModels") TrafficModel model, @ForAll("small") Layout layout) {
        Search search = new Search(model, layout);
        Plan plan = PLANNER.plan(model, layout.pods(), layout.sites());

        search.run();

        if (search.isOverloaded()) {
            assertThat(search.rank(plan.pods()).isWorseThan(search.best))
                    .as("plan %s", Arrays.toString(plan.pods()))
                    .isFalse();
        } else {
            assertThat(search.rank(plan.pods()))
                    .as("plan %s", Arrays.toString(plan.pods()))
                    .isEqualTo(search.best);
        }
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void leavesOutAZoneIfAPodThereWouldBeOverloaded(
            @ForAll("plannedModels") TrafficModel model, @ForAll("late") Layout layout) {
        Search search = new Search(model, layout);
        search.run();
        Search served = new Search(model, new Layout(search.withoutLateZones(), layout.pods()));
        served.run();
        Statistics.collect(search.isOverloaded());
        Statistics.coverage(drawn -> drawn.check(true).percentage(part -> part > 30));

        Plan plan = PLANNER.plan(model, layout.pods(), layout.sites());

        double most = Math.max(
                served.best.imbalance,
                Math.max(PlanSettings.DEFAULTS.maxImbalance(), LateZones.OVERLOADED * search.fromScratch().imbalance));
        assertThat(search.rank(plan.pods()).imbalance).isLessThanOrEqualTo(most + TINY);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void changesLeastBetweenEqualPlans(@ForAll("plannedModels") TrafficModel model, @ForAll("roomy") Layout layout) {
        Search search = new Search(model, layout);
        search.run();
        int[] plan = PLANNER.plan(model, layout.pods(), layout.sites()).pods();

        int most = search.bestOnes.stream()
                .filter(search::isLevel)
                .mapToInt(search::kept)
                .max()
                .orElseThrow();

        assertThat(search.isLevel(plan)).isTrue();
        assertThat(search.kept(plan)).isEqualTo(most);
    }

    private static IntStream usable(TrafficModel model, List<Site> sites) {
        return IntStream.range(0, sites.size())
                .filter(node -> sites.get(node).hasRoom()
                        && (sites.get(node).hasZone()
                                || !ZONAL.contains(model.word())
                                || sites.stream().noneMatch(site -> site.hasZone() && site.hasRoom())));
    }

    /** The nodes that may get traffic: spreading does not take this into account. */
    private static List<Site> inReach(TrafficModel model, List<Site> sites) {
        Predicate<Site> inReach = site -> site.hasZone() || !ZONAL.contains(model.word());
        return sites.stream().filter(inReach).toList();
    }

    /**
     * How good a placement is.
     *
     * @param even whether it is even enough
     */
    record Rank(boolean even, double imbalance, int zones, int nodes) {
        boolean isBetterThan(Rank other) {
            if (even != other.even) {
                return even;
            }
            int byImbalance = Math.abs(imbalance - other.imbalance) < TINY ? 0 : imbalance < other.imbalance ? 1 : -1;
            int byZones = Integer.compare(zones, other.zones);
            int byNodes = Integer.compare(nodes, other.nodes);
            List<Integer> order =
                    even ? List.of(byZones, byNodes, byImbalance) : List.of(byImbalance, byZones, byNodes);
            return order.stream().filter(compared -> compared != 0).findFirst().orElse(0) > 0;
        }

        boolean isWorseThan(Rank other) {
            return imbalance > other.imbalance + TINY;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Rank rank && !isBetterThan(rank) && !rank.isBetterThan(this);
        }

        @Override
        public int hashCode() {
            return nodes;
        }
    }

    /** Exhaustive search over all placements, by the rule that {@link Planner} states in its simplest form. */
    private static final class Search {
        final TrafficModel model;
        final List<Site> sites;
        final int wanted;
        final int[] usable;
        final int pods;
        final List<int[]> all = new ArrayList<>();
        final List<int[]> bestOnes = new ArrayList<>();
        Rank best = new Rank(false, Double.MAX_VALUE, 0, 0);

        Search(TrafficModel model, Layout layout) {
            this.model = model;
            this.sites = layout.sites();
            this.wanted = layout.pods();
            this.usable = usable(model, sites).toArray();
            int elsewhere = pinned(sites)
                    - Arrays.stream(usable)
                            .map(node -> sites.get(node).pinned())
                            .sum();
            int room = Arrays.stream(usable).map(node -> sites.get(node).room()).sum();
            this.pods = Math.min(room, wanted - elsewhere);
        }

        /** Whether some pod would be busier than it may be for the sake of a zone without pinned pods. */
        boolean isOverloaded() {
            Set<Integer> served = zonesOf(sites.stream().mapToInt(Site::pinned).toArray());
            return Arrays.stream(usable).anyMatch(node -> sites.get(node).isServing())
                    && served.size() < zonesWithRoom().size()
                    && !best.even
                    && best.imbalance > LateZones.OVERLOADED * fromScratch().imbalance + TINY;
        }

        /** The best placement if no pod that gets traffic were pinned. */
        Rank fromScratch() {
            List<Site> unpinned = new ArrayList<>(sites);
            Arrays.stream(usable).forEach(node -> {
                Site site = sites.get(node);
                unpinned.set(node, new Site(site.zone(), site.room(), site.pods()));
            });
            Search search = new Search(model, new Layout(unpinned, wanted));
            search.run();
            return search.best;
        }

        /** The nodes, without room in zones without pinned pods. */
        List<Site> withoutLateZones() {
            Set<Integer> served = zonesOf(sites.stream().mapToInt(Site::pinned).toArray());
            return sites.stream()
                    .map(site -> !site.hasZone() || served.contains(site.zone()) ? site : new Site(site.zone(), 0, 0))
                    .toList();
        }

        void run() {
            int[] counts = sites.stream().mapToInt(Site::pinned).toArray();
            place(
                    counts,
                    0,
                    pods - Arrays.stream(usable).map(node -> counts[node]).sum());
            int mostZones = all.stream()
                    .mapToInt(counts1 -> zonesOf(counts1).size())
                    .max()
                    .orElse(0);
            for (int[] counts1 : all) {
                Rank rank = rank(counts1);
                if (isAllowed(counts1, rank, mostZones)) {
                    if (rank.isBetterThan(best)) {
                        best = rank;
                        bestOnes.clear();
                    }
                    if (rank.equals(best)) {
                        bestOnes.add(counts1);
                    }
                }
            }
        }

        private void place(int[] counts, int from, int left) {
            if (from == usable.length) {
                if (left == 0) {
                    all.add(counts.clone());
                }
                return;
            }
            int node = usable[from];
            int before = counts[node];
            for (int more = 0; more <= Math.min(left, sites.get(node).room() - before); more++) {
                counts[node] = before + more;
                place(counts, from + 1, left - more);
            }
            counts[node] = before;
        }

        Rank rank(int[] counts) {
            double imbalance = Split.of(model, zones(sites), counts).imbalance();
            // Pods that fit nowhere still count as wanted.
            int placed = SitePicture.sum(counts);
            double wantedImbalance = placed == 0 ? 0 : imbalance * wanted / placed;
            int nodes =
                    (int) Arrays.stream(usable).filter(node -> counts[node] > 0).count();
            return new Rank(
                    wantedImbalance <= 1.10 + TINY,
                    wantedImbalance,
                    zonesOf(counts).size(),
                    nodes);
        }

        private boolean isAllowed(int[] counts, Rank rank, int mostZones) {
            long small = zonesWithRoom().stream()
                    .filter(zone ->
                            !zonesOf(counts).contains(zone) && maxShareDenominator(zone) < shareDenominator(counts))
                    .count();
            return rank.nodes >= leastNodes()
                    && rank.zones >= Math.min(mostZones, zonesWithRoom().size() - small);
        }

        private int leastNodes() {
            int serving = (int) Arrays.stream(usable)
                    .filter(node -> sites.get(node).isServing())
                    .count();
            int reachable = serving
                    + pods
                    - Arrays.stream(usable)
                            .map(node -> sites.get(node).pinned())
                            .sum();
            int even = IntStream.rangeClosed(1, pods)
                    .filter(nodes -> Arrays.stream(usable)
                                    .filter(node -> sites.get(node).room() >= pods / nodes)
                                    .count()
                            >= nodes)
                    .max()
                    .orElse(0);
            return Math.min((int) Math.ceil(0.6 * even - TINY), reachable);
        }

        Set<Integer> zonesOf(int[] counts) {
            Set<Integer> served = new HashSet<>();
            Arrays.stream(usable)
                    .filter(node -> counts[node] > 0)
                    .forEach(node -> served.add(sites.get(node).zone()));
            served.remove(Site.NO_ZONE);
            return served;
        }

        private Set<Integer> zonesWithRoom() {
            return zonesOf(sites.stream().mapToInt(Site::room).toArray());
        }

        /** The number by which the part of a node or a zone is divided for its busiest pod. */
        private int shareDenominator(int[] counts) {
            return model instanceof TrafficModel.NodeEven
                    ? fewest(counts, usable)
                    : zonesOf(counts).stream()
                            .mapToInt(zone -> shareDenominator(counts, of(zone)))
                            .min()
                            .orElse(0);
        }

        private int shareDenominator(int[] counts, int[] nodes) {
            return model instanceof TrafficModel.ZonePod
                    ? Arrays.stream(nodes).map(node -> counts[node]).sum()
                    : fewest(counts, nodes)
                            * (int) Arrays.stream(nodes)
                                    .filter(node -> counts[node] > 0)
                                    .count();
        }

        private static int fewest(int[] counts, int[] nodes) {
            return Arrays.stream(nodes)
                    .map(node -> counts[node])
                    .filter(count -> count > 0)
                    .min()
                    .orElse(0);
        }

        /** The highest share denominator of a zone with any number of pods. */
        private int maxShareDenominator(int zone) {
            int[] rooms =
                    Arrays.stream(of(zone)).map(node -> sites.get(node).room()).toArray();
            if (model instanceof TrafficModel.ZonePod) {
                return Arrays.stream(rooms).sum();
            }
            boolean byNode = model instanceof TrafficModel.NodeEven;
            return IntStream.range(0, rooms.length)
                    .map(node -> rooms[node]
                            * (byNode
                                    ? 1
                                    : (int) Arrays.stream(rooms)
                                            .filter(room -> room >= rooms[node])
                                            .count()))
                    .max()
                    .orElse(0);
        }

        private int[] of(int zone) {
            return Arrays.stream(usable)
                    .filter(node -> sites.get(node).zone() == zone)
                    .toArray();
        }

        /** Whether the serving nodes, or those of each zone, differ by at most one pod. */
        boolean isLevel(int[] counts) {
            return model instanceof TrafficModel.NodeEven
                    ? isLevel(counts, usable)
                    : zonesOf(counts).stream().allMatch(zone -> isLevel(counts, of(zone)));
        }

        private static boolean isLevel(int[] counts, int[] nodes) {
            int most = Arrays.stream(nodes).map(node -> counts[node]).max().orElse(0);
            return most - fewest(counts, nodes) <= 1;
        }

        int kept(int[] counts) {
            return IntStream.range(0, counts.length)
                    .map(node -> Math.min(counts[node], sites.get(node).pods()))
                    .sum();
        }
    }
}
