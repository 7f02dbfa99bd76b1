package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.simulation.Happening.Planned;
import dev.evenkeel.simulation.PodRules.Apart;
import dev.evenkeel.simulation.PodRules.Match;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Draws scenarios: from a seed always the same one. */
final class ScenarioGenerator {
    private static final int CALM_ONE_IN = 8;
    static final List<String> APPS = List.of("web", "api", "db");
    private static final String POOL = "pool";
    static final Duration FIRST = Duration.ofSeconds(4);

    private static final int MINUTES_A_DAY = 22 * 60;

    private final long seed;
    private final SplittableRandom random;
    /** Which nodes are gone for good, and which process starts again then. */
    private final SplittableRandom losses;

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Workload> workloads = new ArrayList<>();
    private final List<Planned> script = new ArrayList<>();
    private int zones;

    private ScenarioGenerator(long seed) {
        this.seed = seed;
        this.random = new Chance(seed).of("scenario");
        this.losses = new Chance(seed).of("losses");
    }

    static Scenario draw(long seed) {
        ScenarioGenerator generator = new ScenarioGenerator(seed);
        Scenario scenario = seed % CALM_ONE_IN == 0 ? generator.calm() : generator.rough();
        return Complications.added(scenario);
    }

    // ---- everything that may go wrong

    private Scenario rough() {
        boolean unzoned = random.nextInt(12) == 0;
        drawNodes(3 + random.nextInt(random.nextInt(4) == 0 ? 28 : 12), 4_000, unzoned);
        int many = 2 + random.nextInt(4);
        for (int i = 0; i < many; i++) {
            workloads.add(workload("w" + i));
        }
        int foreign = random.nextInt(3);
        for (int i = 0; i < foreign; i++) {
            workloads.add(foreign("other" + i));
        }
        if (losses.nextInt(3) == 0) {
            workloads.add(likeOurs(workloads.get(losses.nextInt(many))));
        }
        List<Node> first = List.copyOf(nodes.values());
        Weather weather = Weather.draw(random);
        Duration length = Duration.ofSeconds(50 + random.nextInt(60));
        plan(weather, length);
        return new Scenario(seed, false, first, workloads, script, weather, length);
    }

    private void drawNodes(int many, int milliCpu, boolean unzoned) {
        zones = 1 + random.nextInt(4);
        for (int i = 0; i < many; i++) {
            Map<String, String> labels = new TreeMap<>();
            labels.put(PodRules.HOST, "n" + i);
            if (!unzoned || random.nextInt(4) > 0) {
                labels.put(PodRules.ZONE, "z" + i % zones);
            }
            labels.put(POOL, random.nextInt(3) == 0 ? "small" : "large");
            nodes.put("n" + i, node("n" + i, labels, milliCpu));
        }
    }

    private static Node node(String name, Map<String, String> labels, int milliCpu) {
        return new Node(name, 0, Labels.of(labels), true, false, new Resources(milliCpu, 1L << 34, 110));
    }

    private Workload workload(String name) {
        Map<String, String> labels = labels();
        PodRules rules = rules(labels);
        int most = nodes.size() + 4;
        return new Workload(
                name,
                labels,
                rules,
                random.nextInt(3) == 0,
                1 + random.nextInt(Math.max(2, most)),
                requests(),
                random.nextInt(8) == 0 ? Labels.of(POOL, "large") : Labels.NONE,
                random.nextInt(5) == 0 ? 10 : 0,
                random.nextInt(5) == 0 ? Scenario.SAMPLED : Scenario.PLAIN,
                random.nextInt(10) == 0 ? Chance.millis(random, 200, 20_000) : Duration.ZERO);
    }

    /** Pods that look like those of one of ours, and wait for another scheduler for ever. */
    private Workload likeOurs(Workload ours) {
        return new Workload(
                "elsewhere",
                ours.labels(),
                ours.rules(),
                false,
                1 + losses.nextInt(nodes.size()),
                ours.requests(),
                Labels.of(POOL, "none"),
                ours.priority(),
                Scenario.OTHER,
                Duration.ZERO);
    }

    private Workload foreign(String name) {
        Map<String, String> labels = random.nextInt(4) == 0 ? labels() : Map.of("app", "batch");
        return new Workload(
                name,
                labels,
                PodRules.NONE,
                false,
                1 + random.nextInt(nodes.size()),
                requests(),
                Labels.NONE,
                0,
                Scenario.OTHER,
                Duration.ZERO);
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        labels.put("app", Chance.oneOf(random, APPS));
        if (random.nextInt(3) == 0) {
            labels.put("tier", random.nextBoolean() ? "front" : "back");
        }
        return labels;
    }

    private Resources requests() {
        int milliCpu = random.nextInt(8) == 0 ? 1_000 + random.nextInt(2_000) : 20 + random.nextInt(400);
        return new Resources(milliCpu, 1L << 20, 1);
    }

    private PodRules rules(Map<String, String> labels) {
        Apart host = new Apart(true, PodRules.HOST, 1, false);
        Apart zone = new Apart(true, PodRules.ZONE, 1 + random.nextInt(5), false);
        String other = Chance.oneOf(random, APPS);
        return switch (random.nextInt(18)) {
            case 0, 1, 2, 3, 4 -> PodRules.apart(host);
            case 5, 6 -> PodRules.apart(new Apart(true, PodRules.HOST, 2, false));
            case 7 -> PodRules.apart(zone);
            case 8, 9 -> PodRules.apart(host, zone);
            case 10 -> PodRules.apart(host, new Apart(false, PodRules.ZONE, 1, false));
            case 11 -> PodRules.apart(new Apart(true, PodRules.HOST, 1, true));
            case 12 -> PodRules.apart(host).selecting(eitherOf(labels.getOrDefault("app", other), other));
            case 13 ->
                (random.nextBoolean() ? PodRules.NONE : PodRules.apart(host))
                        .avoiding(new Match("app", List.of(other)));
            case 14 -> PodRules.NONE.alone();
            case 15 -> PodRules.apart(host).inSpec();
            case 16 -> PodRules.apart(new Apart(false, PodRules.HOST, 1, false));
            default -> PodRules.NONE;
        };
    }

    private static Match eitherOf(String one, String other) {
        return new Match("app", one.equals(other) ? List.of(one) : List.of(one, other));
    }

    // ---- what happens

    private void plan(Weather weather, Duration length) {
        boolean churn = random.nextInt(3) == 0;
        boolean faults = random.nextInt(4) > 0;
        int many = 25 + random.nextInt(60);
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            times.add(Chance.between(random, FIRST, length));
        }
        times.sort(Comparator.naturalOrder());
        for (Duration at : times) {
            int kind = random.nextInt(100);
            if (kind < 12 && churn) {
                planNode(at, nodeHappening());
            } else if (kind < 35 && faults) {
                script.add(new Planned(at, fault()));
            } else {
                script.add(new Planned(at, workloadHappening(weather)));
            }
        }
    }

    /** Now and then a node goes for good, its pods unconfirmed; a process that starts again then has never seen it. */
    private void planNode(Duration at, Happening happening) {
        boolean lost = happening instanceof Happening.RemoveNode && losses.nextBoolean();
        script.add(
                new Planned(at, lost ? new Happening.LoseNode(((Happening.RemoveNode) happening).name()) : happening));
        if (happening instanceof Happening.RemoveNode && losses.nextInt(3) > 0) {
            Duration then = at.plus(Chance.millis(losses, 10, 2_000));
            script.add(new Planned(
                    then, new Happening.KillEvenkeel(1 + losses.nextInt(5), Chance.millis(losses, 100, 2_000))));
            Duration deciding = then.plus(Chance.millis(losses, 12_000, 16_000));
            workloads.forEach(each ->
                    script.add(new Planned(deciding, new Happening.Scale(each.name(), nodes.size() + 2))));
        }
    }

    private Happening workloadHappening(Weather weather) {
        Workload workload = Chance.oneOf(random, workloads);
        String name = workload.name();
        if (Chance.perMille(random, weather.externalNominations())) {
            return new Happening.Nominate(name, Chance.oneOf(random, List.copyOf(nodes.keySet())));
        }
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> new Happening.Scale(name, random.nextInt(nodes.size() + 3));
            case 4 -> new Happening.RollOut(name);
            case 5 ->
                random.nextBoolean()
                        ? new Happening.Relabel(name, "tier", random.nextBoolean() ? "front" : "back")
                        : new Happening.Relabel(name, "app", Chance.oneOf(random, APPS));
            case 6 -> new Happening.EditRule(name, rules(workload.labels()));
            default -> new Happening.Delete(name, 1 + random.nextInt(8));
        };
    }

    private Happening nodeHappening() {
        List<String> names = List.copyOf(nodes.keySet());
        String name = Chance.oneOf(random, names);
        Node node = nodes.getOrDefault(name, node(name, Map.of(), 4_000));
        return switch (random.nextInt(8)) {
            case 0, 1 -> put(with(node, node.ready(), !node.unschedulable()));
            case 2 -> {
                nodes.remove(name);
                yield nodes.isEmpty() ? put(node) : new Happening.RemoveNode(name);
            }
            case 3 -> put(with(node, !node.ready(), node.ready()));
            case 4 -> put(zoned(node));
            default -> {
                String fresh = "n" + random.nextInt(32);
                yield put(zoned(node(fresh, Map.of(PodRules.HOST, fresh, POOL, "large"), 4_000)));
            }
        };
    }

    private Happening put(Node node) {
        nodes.put(node.name(), node);
        return new Happening.PutNode(node);
    }

    static Node with(Node node, boolean ready, boolean unschedulable) {
        return new Node(node.name(), 0, node.labels(), ready, unschedulable, node.allocatable());
    }

    private Node zoned(Node node) {
        Map<String, String> labels = new TreeMap<>();
        node.labels().forEach(labels::put);
        labels.put(PodRules.ZONE, "z" + random.nextInt(zones));
        return new Node(node.name(), 0, Labels.of(labels), node.ready(), node.unschedulable(), node.allocatable());
    }

    private Happening fault() {
        Happening.Consumer consumer = random.nextBoolean() ? Happening.Consumer.EVENKEEL : Happening.Consumer.SCHEDULER;
        Happening.Resource resource = random.nextInt(3) > 0 ? Happening.Resource.PODS : Happening.Resource.NODES;
        return switch (random.nextInt(12)) {
            case 0, 1 -> new Happening.KillEvenkeel(1 + random.nextInt(40), Chance.millis(random, 100, 12_000));
            case 2, 3, 4 -> new Happening.PauseEvenkeel(1 + random.nextInt(40), Chance.millis(random, 50, 12_000));
            case 5 -> new Happening.RestartScheduler(Chance.millis(random, 100, 5_000));
            case 6, 7, 8 ->
                new Happening.BreakWatch(consumer, resource, Chance.millis(random, 50, 15_000), random.nextBoolean());
            default -> new Happening.StallWatch(consumer, resource, Chance.millis(random, 500, 20_000));
        };
    }

    // ---- a month

    /** Day after day of comings and goings without a restart; each night everything is taken down for an hour. */
    static Scenario days(long seed, int days) {
        return new ScenarioGenerator(seed).days(days);
    }

    private Scenario days(int days) {
        drawNodes(12, 4_000, false);
        List<Node> first = List.copyOf(nodes.values());
        for (int i = 0; i < 4; i++) {
            workloads.add(workload("w" + i));
        }
        workloads.add(foreign("other"));
        Weather weather = Weather.draw(random);
        for (int day = 0; day < days; day++) {
            planDay(Duration.ofDays(day), first, weather);
        }
        return new Scenario(seed, false, first, workloads, script, weather, Duration.ofDays(days));
    }

    private void planDay(Duration midnight, List<Node> first, Weather weather) {
        for (int minute = 0; minute < MINUTES_A_DAY; minute += 5) {
            Duration at = midnight.plusMinutes(minute).plus(Chance.millis(random, 0, 300_000));
            int kind = random.nextInt(10);
            Happening happening = kind < 2 ? nodeHappening() : kind < 4 ? fault() : workloadHappening(weather);
            // A restart would hide what leaks.
            if (!(happening instanceof Happening.KillEvenkeel)) {
                script.add(new Planned(at, happening));
            }
        }
        Duration evening = midnight.plusMinutes(MINUTES_A_DAY + 10);
        List.copyOf(nodes.keySet()).forEach(name -> script.add(new Planned(evening, new Happening.RemoveNode(name))));
        nodes.clear();
        first.forEach(node -> script.add(new Planned(evening.plusMinutes(1), put(node))));
        workloads.forEach(each -> {
            script.add(new Planned(evening, new Happening.Scale(each.name(), 0)));
            script.add(new Planned(evening.plusMinutes(50), new Happening.Scale(each.name(), each.replicas())));
        });
    }

    // ---- calm

    /** Bursts that everybody has seen before the first pod is tried, each after the one before has settled. */
    private Scenario calm() {
        drawNodes(4 + random.nextInt(20), 64_000, false);
        int many = 1 + random.nextInt(3);
        for (int i = 0; i < many; i++) {
            workloads.add(calmWorkload(i));
        }
        // Their names are not scaled: they are none of the bursts.
        List<Workload> ours = List.copyOf(workloads);
        if (losses.nextInt(3) == 0) {
            workloads.add(likeOurs(ours.getFirst()));
        }
        Duration at = Duration.ofSeconds(5);
        int bursts = 8 + random.nextInt(10);
        for (int i = 0; i < bursts; i++) {
            Workload workload = Chance.oneOf(random, ours);
            script.add(new Planned(at, calmHappening(workload)));
            at = at.plus(Chance.millis(random, 2_500, 6_000));
        }
        Duration length = at.plusSeconds(20);
        return new Scenario(seed, true, List.copyOf(nodes.values()), workloads, script, Weather.CALM, length);
    }

    /** Never more than there is room for: who has no slot has to be tried again. */
    private Happening calmHappening(Workload workload) {
        return new Happening.Scale(workload.name(), random.nextInt(slots(workload.rules()) + 1));
    }

    private int slots(PodRules rules) {
        Map<String, Integer> nodesByZone = new TreeMap<>();
        nodes.values()
                .forEach(node ->
                        nodesByZone.merge(node.labels().get(PodRules.ZONE).orElseThrow(), 1, Integer::sum));
        return nodesByZone.values().stream()
                .mapToInt(hosts -> Math.min(hosts * most(rules, PodRules.HOST), most(rules, PodRules.ZONE)))
                .sum();
    }

    private static int most(PodRules rules, String key) {
        return rules.terms().stream()
                .filter(term -> term.key().equals(key))
                .mapToInt(Apart::max)
                .findFirst()
                .orElse(1_000);
    }

    private Workload calmWorkload(int number) {
        Apart host = new Apart(true, PodRules.HOST, 1 + random.nextInt(2), false);
        Apart zone = new Apart(true, PodRules.ZONE, 1 + random.nextInt(6), false);
        PodRules rules = switch (random.nextInt(4)) {
            case 0 -> PodRules.apart(zone);
            case 1 -> PodRules.apart(host, zone);
            default -> PodRules.apart(host);
        };
        return new Workload(
                "w" + number,
                Map.of("app", APPS.get(number)),
                rules,
                false,
                1 + random.nextInt(slots(rules)),
                new Resources(50, 1L << 20, 1),
                Labels.NONE,
                0,
                Scenario.PLAIN,
                Duration.ZERO);
    }
}
