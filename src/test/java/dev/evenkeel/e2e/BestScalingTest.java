package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.e2e.BestScaling.Place;
import dev.evenkeel.e2e.TrafficShares.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BestScalingTest {

    @Test
    void aNodeWithPodsOfBothCannotBeEmptiedByOne() {
        var mixed = List.of(new Place("a", 1, 1), new Place("a", 1, 1), new Place("a", 1, 1), new Place("a", 1, 1));
        var apart = List.of(new Place("a", 2, 0), new Place("a", 0, 2), new Place("a", 2, 0), new Place("a", 0, 2));

        assertThat(new BestScaling(mixed, 2, 0, 0).imbalance(Model.NODE_EVEN)).isEqualTo(1.5);
        assertThat(new BestScaling(apart, 2, 0, 0).imbalance(Model.NODE_EVEN)).isEqualTo(1.0);
    }

    @Test
    void findsNoWorseImbalanceThanExhaustiveSearch() {
        for (long seed = 1; seed <= 60; seed++) {
            var random = new SplittableRandom(seed);
            var places = new ArrayList<Place>();
            for (int i = 0; i < 4; i++) {
                places.add(new Place(i < 2 ? "a" : i < 3 ? "b" : "c", random.nextInt(3), random.nextInt(2)));
            }
            places.add(new Place("c", 1, 1));
            int web = places.stream().mapToInt(Place::web).sum();
            int canary = places.stream().mapToInt(Place::canary).sum();
            var scaling = new BestScaling(places, random.nextInt(web), random.nextInt(canary + 1), random.nextInt(3));
            for (var model : Model.values()) {
                double best = exhaustive(scaling, model);
                double found = scaling.imbalance(model);
                if (model == Model.ZONE_POD) {
                    assertThat(found).as("seed %d, %s", seed, model).isLessThanOrEqualTo(best + 1e-9);
                } else {
                    assertThat(found).as("seed %d, %s", seed, model).isCloseTo(best, within());
                }
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-9);
    }

    private static double exhaustive(BestScaling scaling, Model model) {
        int pods = scaling.places().stream().mapToInt(Place::pods).sum()
                - scaling.fewerWeb()
                - scaling.fewerCanary()
                + scaling.more();
        int least = (int) Math.ceil(0.6 * Math.min(pods, scaling.places().size()) - 1e-9);
        var counts = new ArrayList<int[]>();
        shrink(
                scaling,
                0,
                scaling.fewerWeb(),
                scaling.fewerCanary(),
                new int[scaling.places().size()],
                counts);
        var grown = new ArrayList<int[]>();
        counts.forEach(each -> grow(each, 0, scaling.more(), grown));
        double best = best(scaling, model, grown, least);
        return Double.isFinite(best) ? best : best(scaling, model, grown, 1);
    }

    private static double best(BestScaling scaling, Model model, List<int[]> all, int leastNodes) {
        double best = Double.POSITIVE_INFINITY;
        for (var counts : all) {
            Map<String, Integer> byNode = new HashMap<>();
            Map<String, String> zones = new HashMap<>();
            for (int i = 0; i < counts.length; i++) {
                zones.put("n" + i, scaling.places().get(i).zone());
                if (counts[i] > 0) {
                    byNode.put("n" + i, counts[i]);
                }
            }
            if (byNode.size() >= leastNodes) {
                best = Math.min(best, new TrafficShares(byNode, zones).imbalance(model));
            }
        }
        return best;
    }

    private static void shrink(BestScaling scaling, int node, int web, int canary, int[] left, List<int[]> found) {
        if (node == left.length) {
            if (web == 0 && canary == 0) {
                found.add(left.clone());
            }
            return;
        }
        var place = scaling.places().get(node);
        for (int w = 0; w <= Math.min(web, place.web()); w++) {
            for (int c = 0; c <= Math.min(canary, place.canary()); c++) {
                left[node] = place.pods() - w - c;
                shrink(scaling, node + 1, web - w, canary - c, left, found);
            }
        }
    }

    private static void grow(int[] counts, int from, int more, List<int[]> found) {
        if (more == 0) {
            found.add(counts.clone());
            return;
        }
        for (int node = from; node < counts.length; node++) {
            counts[node]++;
            grow(counts, node, more - 1, found);
            counts[node]--;
        }
    }
}
