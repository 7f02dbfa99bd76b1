package dev.evenkeel.e2e;

import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.scaledown.ScaleDown;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.TrafficModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How even scaling leaves the Services of {@code make bench-balance}, possible within seconds: each is placed by its plan, and
 * its two Deployments dealt out on that by chance; what goes, goes by evenkeel's orders, and what comes, by its plan. Beside
 * it, what is possible at best for whoever knows everything beforehand.
 *
 * <p>Nobody does. So it also looks, at length, for better orders, by the mean over all that a scaling may take away. Nodes
 * and balancers are as in the bench.
 */
public final class ScalingModel {
    private static final List<Integer> ZONES = IntStream.range(0, BalanceBench.NODES_BY_ZONE.size())
            .boxed()
            .flatMap(zone -> Collections.nCopies(BalanceBench.NODES_BY_ZONE.get(zone), zone).stream())
            .toList();

    private static final int[] ZONE_BY_NODE = counts(ZONES);
    private static final int PLENTY = 1_000;
    /** Into so many parts all that a scaling may be is cut. */
    private static final int GRID = 400;

    private static final Planner PLANNER = new Planner(PlanSettings.DEFAULTS);
    private static final ScaleDown SCALE_DOWN = new ScaleDown(PlanSettings.DEFAULTS);

    private final TrafficModel model;
    private final TrafficShares.Model measured;

    private ScalingModel(String model) {
        this.model = TrafficModel.of(model).orElseThrow();
        this.measured = TrafficShares.Model.of(model);
    }

    public static void main(String[] arguments) {
        var parameters = Parameters.of(arguments);
        int seeds = parameters.count("SEEDS", 20);
        int steps = parameters.count("ANNEAL", 0);
        say("| | evenkeel | best if all were known | the same, seed by seed | orders | annealed |");
        say("|---|---|---|---|---|---|");
        for (var word : parameters.words("MODELS", "node-even,zone-node,zone-pod")) {
            new ScalingModel(word).run(seeds, parameters.count("SERVICES", 40), parameters.count("MOST", 50), steps);
        }
    }

    /** What became of a Service; {@code orders} and {@code annealed} by the mean over all that may go. */
    private record Outcome(double evenkeel, double best, double orders, double annealed) {}

    private void run(int seeds, int services, int most, int steps) {
        var bySeed = IntStream.rangeClosed(1, seeds)
                .mapToObj(seed -> {
                    var random = new SplittableRandom(seed);
                    var scenes = new ArrayList<Scene>();
                    for (int index = 0; index < services; index++) {
                        scenes.add(scene(ServiceSize.by(random, most), new Random(31L * seed + index)));
                        // The bench draws it for its strict pods.
                        var _ = ServiceSize.strict(random, 10);
                    }
                    return scenes.parallelStream()
                            .map(scene -> outcome(scene, steps))
                            .toList();
                })
                .toList();
        var all = bySeed.stream().flatMap(List::stream).toList();
        say(
                "| %s | %s | %s | %s | %.3f | %s |",
                measured.word,
                Figure.of(all.stream().map(Outcome::evenkeel)),
                Figure.of(all.stream().map(Outcome::best)),
                bySeed.stream()
                        .limit(5)
                        .map(outcomes ->
                                Figure.of(outcomes.stream().map(Outcome::best)).toString())
                        .collect(Collectors.joining(", ")),
                all.stream().mapToDouble(Outcome::orders).average().orElseThrow(),
                steps == 0
                        ? "-"
                        : "%.3f"
                                .formatted(all.stream()
                                        .mapToDouble(Outcome::annealed)
                                        .average()
                                        .orElseThrow()));
    }

    /**
     * A Service before it is scaled.
     *
     * @param pods by node
     * @param web of each pod of one Deployment, its node; in the order in which they would go
     * @param canary the same of the other
     */
    private record Scene(
            ServiceSize size, List<Integer> pods, List<Integer> web, List<Integer> canary, Random random) {}

    private Scene scene(ServiceSize size, Random random) {
        int[] pods = PLANNER.plan(model, size.created(), sites(new int[ZONE_BY_NODE.length]))
                .pods();
        List<Integer> places = IntStream.range(0, pods.length)
                .boxed()
                .flatMap(node -> Collections.nCopies(pods[node], node).stream())
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(places, random);
        var herds = List.of(places.subList(0, size.web()), places.subList(size.web(), places.size()));
        var view = new ScaleDown.View(
                model,
                ZONES,
                Collections.nCopies(pods.length, true),
                Arrays.stream(pods).boxed().toList());
        var orders = SCALE_DOWN.orders(List.of(view), herds);
        return new Scene(
                size,
                view.pods(),
                ordered(herds.getFirst(), orders.getFirst()),
                ordered(herds.getLast(), orders.getLast()),
                random);
    }

    private static List<Integer> ordered(List<Integer> herd, List<Integer> order) {
        return order.stream().map(herd::get).toList();
    }

    private static int[] counts(List<Integer> pods) {
        return pods.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Site> sites(int[] settled) {
        return IntStream.range(0, settled.length)
                .mapToObj(node -> new Site(ZONE_BY_NODE[node], PLENTY, settled[node], settled[node]))
                .toList();
    }

    private Outcome outcome(Scene scene, int steps) {
        var orders = new Orders(scene);
        double expected = orders.expected();
        return new Outcome(scaled(scene), best(scene), expected, steps == 0 ? expected : orders.annealed(steps));
    }

    private double scaled(Scene scene) {
        int[] left = counts(scene.pods);
        scene.web.stream().limit(scene.size.fewerWeb()).forEach(node -> left[node]--);
        scene.canary.stream().limit(scene.size.fewerCanary()).forEach(node -> left[node]--);
        return PLANNER.plan(model, scene.size.scaled(), sites(left)).imbalance();
    }

    private double best(Scene scene) {
        var places = IntStream.range(0, scene.pods.size())
                .mapToObj(node -> new BestScaling.Place(
                        Integer.toString(ZONE_BY_NODE[node]),
                        Collections.frequency(scene.web, node),
                        Collections.frequency(scene.canary, node)))
                .toList();
        var size = scene.size;
        return new BestScaling(places, size.fewerWeb(), size.fewerCanary(), size.more()).imbalance(measured);
    }

    /** The orders of a Service's Deployments, judged by all that a scaling may take away; what grows is taken to stay. */
    private final class Orders {
        private final int[] pods;
        private final int[] web;
        private final int[] canary;
        private final double[] webGoing;
        private final double[] canaryGoing;
        private final Random random;

        Orders(Scene scene) {
            this.pods = counts(scene.pods);
            this.web = counts(scene.web);
            this.canary = counts(scene.canary);
            this.webGoing = going(web.length);
            this.canaryGoing = going(canary.length);
            this.random = scene.random;
        }

        /** How likely so many go. */
        private static double[] going(int pods) {
            double[] likely = new double[pods + 1];
            double width = ServiceSize.MOST_SCALE - ServiceSize.LEAST_SCALE;
            for (int i = 0; i < GRID; i++) {
                double by = ServiceSize.LEAST_SCALE + width * (i + 0.5) / GRID;
                likely[Math.max(0, pods - ServiceSize.scaled(pods, by))] += 1.0 / GRID;
            }
            return likely;
        }

        /** The mean of the imbalance. */
        double expected() {
            double mean = 0;
            int[] left = pods.clone();
            for (int gone = 0; gone < webGoing.length && webGoing[gone] > 0; gone++) {
                if (gone > 0) {
                    left[web[gone - 1]]--;
                }
                mean += webGoing[gone] * overCanary(left.clone());
            }
            return mean;
        }

        private double overCanary(int[] left) {
            double mean = 0;
            for (int gone = 0; gone < canaryGoing.length && canaryGoing[gone] > 0; gone++) {
                if (gone > 0) {
                    left[canary[gone - 1]]--;
                }
                mean += canaryGoing[gone] * Split.of(model, ZONE_BY_NODE, left).imbalance();
            }
            return mean;
        }

        /** The same once pairs have changed places again and again, if that is better, and seldom if it is not. */
        double annealed(int steps) {
            double now = expected();
            double best = now;
            for (int step = 0; step < steps; step++) {
                int[] order = random.nextInt(web.length + canary.length) < web.length ? web : canary;
                int one = random.nextInt(order.length);
                int other = random.nextInt(order.length);
                swap(order, one, other);
                double then = expected();
                double warmth = 0.05 * (steps - step) / steps;
                if (then <= now || random.nextDouble() < Math.exp((now - then) / warmth)) {
                    now = then;
                    best = Math.min(best, now);
                } else {
                    swap(order, one, other);
                }
            }
            return best;
        }

        private static void swap(int[] order, int one, int other) {
            int node = order[one];
            order[one] = order[other];
            order[other] = node;
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
