package dev.evenkeel.scaledown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of every order in which pods go; a failure prints its seed. */
class ScaleDownProperties {
    private static final ScaleDown SCALE_DOWN = new ScaleDown(PlanSettings.DEFAULTS);

    /** A Service's nodes, and which of its pods have to be ordered: by pod, its node. */
    record Snapshot(ScaleDown.View view, List<Integer> pods) {}

    @Provide
    Arbitrary<Snapshot> scenes() {
        return Arbitraries.integers()
                .between(1, 8)
                .flatMap(size -> Combinators.combine(
                                Arbitraries.of("node-even", "zone-node", "zone-pod"),
                                Arbitraries.of(0, 0, 0, 1, 1, 2, Site.NO_ZONE)
                                        .list()
                                        .ofSize(size),
                                Arbitraries.of(true, true, true, true, true, false)
                                        .list()
                                        .ofSize(size),
                                Arbitraries.integers().between(0, 3).list().ofSize(size),
                                Arbitraries.of(0, 0, 0, 1, 2).list().ofSize(size))
                        .as(ScaleDownProperties::scene));
    }

    private static Snapshot scene(
            String model, List<Integer> zones, List<Boolean> reached, List<Integer> own, List<Integer> others) {
        List<Integer> all = IntStream.range(0, own.size())
                .mapToObj(node -> own.get(node) + others.get(node))
                .toList();
        List<Integer> pods = IntStream.range(0, own.size())
                .boxed()
                .flatMap(node -> Collections.nCopies(own.get(node), node).stream())
                .toList();
        return new Snapshot(new ScaleDown.View(TrafficModel.of(model).orElseThrow(), zones, reached, all), pods);
    }

    private static double imbalance(ScaleDown.View view, int[] pods) {
        int[] zones = view.zones().stream().mapToInt(Integer::intValue).toArray();
        int[] serving = IntStream.range(0, pods.length)
                .map(node -> getsTraffic(view, node) ? pods[node] : 0)
                .toArray();
        return Split.of(view.model(), zones, serving).imbalance();
    }

    private static int[] pods(ScaleDown.View view) {
        return view.pods().stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Integer> order(List<ScaleDown.View> views, List<Integer> pods) {
        return SCALE_DOWN.orders(views, List.of(pods)).getFirst();
    }

    @Property
    void everyPodGoesOnce(@ForAll("scenes") Snapshot scene) {
        List<Integer> order = order(List.of(scene.view()), scene.pods());

        assertThat(order)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, scene.pods().size()).boxed().toList());
    }

    @Property
    void everyPodOfEachWorkloadGoesOnce(
            @ForAll("scenes") Snapshot scene, @ForAll @IntRange(min = 1, max = 4) int herds) {
        List<List<Integer>> pods = dealt(scene.pods(), herds);

        List<List<Integer>> orders = SCALE_DOWN.orders(List.of(scene.view()), pods);

        assertThat(orders).hasSize(herds);
        for (int herd = 0; herd < herds; herd++) {
            assertThat(orders.get(herd))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, pods.get(herd).size()).boxed().toList());
        }
    }

    private static List<List<Integer>> dealt(List<Integer> pods, int herds) {
        return IntStream.range(0, herds)
                .mapToObj(herd -> IntStream.range(0, pods.size())
                        .filter(pod -> pod % herds == herd)
                        .mapToObj(pods::get)
                        .toList())
                .toList();
    }

    // One goes of each at once: a node that the first one leaves half full is emptied by the second.
    @Example
    void workloadsThatShrinkTogetherEmptyTheSameNodes() {
        ScaleDown.View view = new ScaleDown.View(
                new TrafficModel.NodeEven(),
                Collections.nCopies(4, 0),
                Collections.nCopies(4, true),
                Collections.nCopies(4, 2));

        List<List<Integer>> orders =
                SCALE_DOWN.orders(List.of(view), List.of(List.of(0, 1, 2, 3), List.of(3, 2, 1, 0)));

        assertThat(orders.getLast().getFirst()).isEqualTo(3 - orders.getFirst().getFirst());
    }

    // Emptied by one workload alone, a node leaves no lone pod of the other one.
    @Example
    void nodesThatAWorkloadCanEmptyByItselfGoFirst() {
        ScaleDown.View view = new ScaleDown.View(
                new TrafficModel.NodeEven(),
                Collections.nCopies(3, 0),
                Collections.nCopies(3, true),
                Collections.nCopies(3, 2));

        List<List<Integer>> orders = SCALE_DOWN.orders(List.of(view), List.of(List.of(0, 1, 1), List.of(0, 2, 2)));

        assertThat(orders.getFirst()).startsWith(1);
        assertThat(orders.getLast()).startsWith(1);
    }

    /** What is left after each is no more uneven than the one pod less that would be best by itself, within what is even. */
    @Property
    void eachStepIsAsEvenAsAnyThatKeepsZonesAndNodes(@ForAll("scenes") Snapshot scene) {
        int[] left = pods(scene.view());
        List<Integer> rest = new ArrayList<>(scene.pods());
        for (int pod : order(List.of(scene.view()), scene.pods())) {
            int[] after = without(left, scene.pods().get(pod));
            for (int other : rest) {
                int[] instead = without(left, other);
                if (isAsGood(scene.view(), instead, after)) {
                    assertThat(Math.max(imbalance(scene.view(), after), PlanSettings.DEFAULTS.maxImbalance()))
                            .isLessThanOrEqualTo(
                                    Math.max(imbalance(scene.view(), instead), PlanSettings.DEFAULTS.maxImbalance())
                                            + 1e-6);
                }
            }
            rest.remove(Integer.valueOf(scene.pods().get(pod)));
            left = after;
        }
    }

    /** As many zones, as many nodes and as few pods without traffic. */
    private static boolean isAsGood(ScaleDown.View view, int[] pods, int[] than) {
        return served(view, pods, true) >= served(view, than, true)
                && served(view, pods, false) >= served(view, than, false)
                && useful(view, pods) >= useful(view, than);
    }

    private static long served(ScaleDown.View view, int[] pods, boolean zones) {
        return IntStream.range(0, pods.length)
                .filter(node -> pods[node] > 0 && getsTraffic(view, node))
                .filter(node -> !zones || view.zones().get(node) != Site.NO_ZONE)
                .map(node -> zones ? view.zones().get(node) : node)
                .distinct()
                .count();
    }

    private static int useful(ScaleDown.View view, int[] pods) {
        return IntStream.range(0, pods.length)
                .filter(node -> getsTraffic(view, node))
                .map(node -> pods[node])
                .sum();
    }

    private static boolean getsTraffic(ScaleDown.View view, int node) {
        boolean isZonal = view.model().topologyKey().isPresent();
        return view.reached().get(node) && (view.zones().get(node) != Site.NO_ZONE || !isZonal);
    }

    private static int[] without(int[] pods, int node) {
        int[] less = pods.clone();
        less[node]--;
        return less;
    }

    @Property
    void podsWithoutTrafficGoFirst(@ForAll("scenes") Snapshot scene) {
        List<Boolean> useful = order(List.of(scene.view()), scene.pods()).stream()
                .map(pod -> getsTraffic(scene.view(), scene.pods().get(pod)))
                .toList();

        assertThat(useful).isSorted();
    }

    /** The last pod of a zone goes only when there is none left whose going keeps all zones. */
    @Property
    void zonesAreGivenUpLast(@ForAll("scenes") Snapshot scene) {
        int[] left = pods(scene.view());
        List<Integer> rest = new ArrayList<>(scene.pods());
        for (int pod : order(List.of(scene.view()), scene.pods())) {
            int node = scene.pods().get(pod);
            int[] after = without(left, node);
            int[] before = left;
            if (served(scene.view(), after, true) < served(scene.view(), before, true)) {
                assertThat(rest)
                        .allMatch(other -> served(scene.view(), without(before, other), true)
                                < served(scene.view(), before, true));
            }
            rest.remove(Integer.valueOf(scene.pods().get(pod)));
            left = after;
        }
    }

    /** Under other numbers the same pods go in the same order. */
    @Property
    void howNodesAreNumberedChangesNothing(@ForAll("scenes") Snapshot scene, @ForAll long seed) {
        ScaleDown.View view = scene.view();
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, view.pods().size()).boxed().toList());
        Collections.shuffle(numbers, new Random(seed));
        ScaleDown.View renumbered = new ScaleDown.View(
                view.model(),
                numbers.stream().map(view.zones()::get).toList(),
                numbers.stream().map(view.reached()::get).toList(),
                numbers.stream().map(view.pods()::get).toList());
        List<Integer> pods = scene.pods().stream().map(numbers::indexOf).toList();

        assertThat(order(List.of(renumbered), pods)).isEqualTo(order(List.of(view), scene.pods()));
    }

    /** Once some have gone, the others go on in the order they were in. */
    @Property
    void anOrderThatWasFollowedIsKept(@ForAll("scenes") Snapshot scene, @ForAll long seed) {
        List<Integer> order = order(List.of(scene.view()), scene.pods());
        int gone = order.isEmpty() ? 0 : new Random(seed).nextInt(order.size());
        int[] left = pods(scene.view());
        order.subList(0, gone).forEach(pod -> left[scene.pods().get(pod)]--);
        List<Integer> rest = order.subList(gone, order.size());
        ScaleDown.View fewer = new ScaleDown.View(
                scene.view().model(),
                scene.view().zones(),
                scene.view().reached(),
                IntStream.of(left).boxed().toList());

        // How many nodes a plan would serve is reckoned from those that serve, of which there are fewer now.
        if (IntStream.of(left).filter(pods -> pods > 0).count()
                == scene.view().pods().stream().filter(pods -> pods > 0).count()) {
            assertThat(order(
                                    List.of(fewer),
                                    rest.stream().map(scene.pods()::get).toList())
                            .stream()
                            .map(rest::get))
                    .isEqualTo(rest);
        }
    }

    /** A second Service over the same pods, split alike, changes nothing. */
    @Property
    void twoServicesOverTheSamePodsAreAsOne(@ForAll("scenes") Snapshot scene) {
        assertThat(order(List.of(scene.view(), scene.view()), scene.pods()))
                .isEqualTo(order(List.of(scene.view()), scene.pods()));
    }
}
