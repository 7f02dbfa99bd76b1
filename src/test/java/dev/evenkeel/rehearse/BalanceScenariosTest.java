package dev.evenkeel.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.file.PodObject;
import dev.evenkeel.traffic.TrafficModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Services by chance: two Deployments are created, grow, are rolled out side by side and lose nodes. After each stage the
 * traffic is compared with what the best plan reaches that knows all from the beginning.
 */
class BalanceScenariosTest {
    private static final long SCENARIOS = 36;
    private static final List<TrafficModel> MODELS = List.of(
            new TrafficModel.NodeEven(),
            new TrafficModel.ZoneNode(TrafficModel.ZONE),
            new TrafficModel.ZonePod(TrafficModel.ZONE));

    /** How a stage came out. */
    private record Result(long seed, String snapshot, String stage, double reached, double bound) {
        double ratio() {
            return reached / bound;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "seed %d, %s, %s: %.2f, at best %.2f", seed, snapshot, stage, reached, bound);
        }
    }

    @Test
    void placesNearlyAsEvenlyAsPossible() {
        List<Result> results = LongStream.rangeClosed(1, SCENARIOS)
                .boxed()
                .flatMap(seed -> new Scenario(seed).play().stream())
                .toList();

        String all = results.stream().map(Result::toString).collect(Collectors.joining("\n"));
        for (TrafficModel model : MODELS) {
            assertThat(results.stream()
                            .filter(result -> result.snapshot().startsWith(model.word()))
                            .mapToDouble(Result::ratio)
                            .average()
                            .orElseThrow())
                    .as(model.word() + ", over the best, of\n" + all)
                    .isLessThanOrEqualTo(1.10);
        }
    }

    // One Service has all pods behind it, and a second one only those of the larger Deployment: they cannot both be at
    // their
    // best everywhere.
    @Test
    void placesEvenlyIfPodsAreBehindTwoServices() {
        List<Result> results = LongStream.rangeClosed(1, SCENARIOS)
                .boxed()
                .flatMap(seed -> new Scenario(seed).playWithTwoServices().stream())
                .toList();

        String all = results.stream().map(Result::toString).collect(Collectors.joining("\n"));
        for (String service : List.of("both", "web")) {
            assertThat(results.stream()
                            .filter(result -> result.stage().equals(service))
                            .mapToDouble(Result::ratio)
                            .average()
                            .orElseThrow())
                    .as("the Service of " + service + ", over the best, of\n" + all)
                    .isLessThanOrEqualTo(1.10);
        }
    }

    private static final class Scenario {
        private final long seed;
        private final SplittableRandom random;
        private final BalanceWorld world;
        private final int size;
        private final boolean strict;
        private final String snapshot;
        private final List<Result> results = new ArrayList<>();
        private int web;
        private int canary;

        Scenario(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            TrafficModel model = MODELS.get((int) (seed % MODELS.size()));
            this.size = random.nextInt(5, random.nextInt(4) == 0 ? 200 : 40);
            this.strict = random.nextInt(4) == 0;
            this.world = new BalanceWorld(seed, model, strict);
            int zones = addNodes();
            int most = strict ? size * 2 / 5 : Math.min(600, size * random.nextInt(1, 7));
            this.web = random.nextInt(1, Math.max(2, most));
            this.canary = Math.max(1, web / random.nextInt(2, 10));
            this.snapshot = model.word() + ", " + size + " nodes, " + zones + " zones, " + web + "+" + canary + " pods"
                    + (strict ? ", strict" : "");
        }

        private int addNodes() {
            int zones = random.nextInt(1, 6);
            boolean even = random.nextBoolean();
            for (int i = 0; i < size; i++) {
                int zone = even ? i % zones : random.nextInt(random.nextInt(zones) + 1);
                boolean full = random.nextInt(8) == 0;
                world.addNode("node-" + i, "zone-" + zone, full ? random.nextInt(3) : 40);
            }
            return zones;
        }

        List<Result> play() {
            create();
            grow();
            if (!strict) {
                rollOut();
            }
            drain();
            return results;
        }

        List<Result> playWithTwoServices() {
            world.addServiceFor("web");
            double webBound = world.bound(web, false);
            world.wants("web", 1, web);
            world.wants("canary", 1, canary);
            world.create("web", 1, web);
            world.create("canary", 1, canary);
            record("both", world.bound(web + canary, false));
            results.add(new Result(seed, snapshot, "web", world.imbalanceOf("web"), webBound));
            return results;
        }

        private void record(String stage, double bound) {
            results.add(new Result(seed, snapshot, stage, world.imbalance(), bound));
        }

        private void create() {
            world.wants("web", 1, web);
            world.wants("canary", 1, canary);
            world.create("web", 1, web);
            world.create("canary", 1, canary);
            record("created", world.bound(web + canary, false));
        }

        private void grow() {
            int more = random.nextInt(1, Math.max(2, web / 2));
            double bound = world.bound(web + more + canary, true);
            web += more;
            world.wants("web", 1, web);
            world.create("web", 1, more);
            record("grown", bound);
        }

        private void rollOut() {
            world.wants("web", 2, web);
            world.wants("canary", 2, canary);
            int surge = (web + 3) / 4;
            for (int done = 0; done < web; done += surge) {
                int step = Math.min(surge, web - done);
                world.create("web", 2, step);
                if (done == 0) {
                    world.create("canary", 2, canary);
                    world.podsOf("canary", 1).forEach(world::delete);
                }
                world.podsOf("web", 1).stream().limit(step).toList().forEach(world::delete);
            }
            record("rolled out", world.bound(web + canary, false));
        }

        private void drain() {
            List<PodObject> again = new ArrayList<>();
            for (int i = 0; i < Math.max(1, size / 10); i++) {
                String node = "node-" + random.nextInt(size);
                world.cordon(node);
                for (String uid : world.podsOn(node)) {
                    again.add(world.make(world.controllerOf(uid)));
                    world.delete(uid);
                }
            }
            double bound = world.bound(web + canary, true);
            world.schedule(again);
            record("drained", bound);
        }
    }
}
