package dev.evenkeel.simulation;

import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.simulation.Happening.Planned;
import dev.evenkeel.simulation.PodRules.Apart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What makes some worlds harder than they were drawn: crowds, nodes that are replaced, nominations by others. Each draws
 * from a chance of its own, so that a new one leaves the others' draws as they are.
 */
final class Complications {
    private Complications() {}

    /** The world with what is added to it by its seed; a calm one stays calm. */
    static Scenario added(Scenario scenario) {
        Scenario peopled = scenario.calm() ? scenario : hidden(hinted(crowded(hanging(scenario))));
        Weather weather = peopled.weather()
                .nominating(nominations(new Chance(scenario.seed()).of("nominations")))
                .keepingNominations(!peopled.calm()
                        && new Chance(scenario.seed()).of("releases").nextBoolean());
        return peopled.calm()
                ? peopled.weather(weather)
                : replacing(
                        peopled.weather(weather.counting(groups(new Chance(scenario.seed()).of("groups")))),
                        new Chance(scenario.seed()).of("replaced nodes"));
    }

    /** In every sixth world there are more groups than evenkeel may count. */
    private static int groups(SplittableRandom random) {
        return random.nextInt(6) == 0 ? 2 + random.nextInt(4) : Weather.ALL_GROUPS;
    }

    /** In every third world something of low priority fills all nodes, so that others have to preempt. */
    private static Scenario crowded(Scenario scenario) {
        SplittableRandom random = new Chance(scenario.seed()).of("crowd");
        if (random.nextInt(3) > 0) {
            return scenario;
        }
        Map<String, String> labels =
                Map.of("app", random.nextInt(4) == 0 ? Chance.oneOf(random, ScenarioGenerator.APPS) : "batch");
        List<Workload> all = new ArrayList<>(scenario.workloads());
        all.add(new Workload(
                "filler",
                labels,
                PodRules.NONE,
                false,
                2 * scenario.nodes().size(),
                new Resources(1_850 + random.nextInt(130), 1L << 20, 1),
                Labels.NONE,
                -10,
                Scenario.PLAIN,
                Duration.ZERO));
        return scenario.workloads(all);
    }

    /** In every third world kubelets are away, and pods that are deleted there do not end. */
    private static Scenario hanging(Scenario scenario) {
        SplittableRandom random = new Chance(scenario.seed()).of("hanging");
        if (random.nextInt(3) > 0) {
            return scenario;
        }
        List<Planned> script = new ArrayList<>(scenario.script());
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            String workload = Chance.oneOf(random, scenario.workloads()).name();
            script.add(new Planned(
                    Chance.between(random, ScenarioGenerator.FIRST, scenario.length()), new Happening.Hang(workload)));
        }
        script.sort(Comparator.comparing(Planned::at));
        return scenario.script(script);
    }

    /** In every third world nodes are replaced by others with names that were never seen, as autoscalers do. */
    private static Scenario replacing(Scenario scenario, SplittableRandom random) {
        if (random.nextInt(3) > 0) {
            return scenario;
        }
        List<Planned> script = new ArrayList<>(scenario.script());
        List<Node> nodes = new ArrayList<>(scenario.nodes());
        int many = 2 + random.nextInt(20);
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            times.add(Chance.between(random, ScenarioGenerator.FIRST, scenario.length()));
        }
        times.sort(Comparator.naturalOrder());
        for (int i = 0; i < many; i++) {
            Node old = nodes.remove(random.nextInt(nodes.size()));
            Node fresh = renamed(old, "r" + i);
            nodes.add(fresh);
            script.add(new Planned(times.get(i), new Happening.RemoveNode(old.name())));
            script.add(new Planned(times.get(i).plus(Chance.millis(random, 0, 3_000)), new Happening.PutNode(fresh)));
        }
        script.sort(Comparator.comparing(Planned::at));
        return scenario.script(script);
    }

    private static Node renamed(Node node, String name) {
        Map<String, String> labels = new TreeMap<>();
        node.labels().forEach(labels::put);
        labels.put(PodRules.HOST, name);
        return new Node(name, 0, Labels.of(labels), true, false, node.allocatable());
    }

    /** In every second world evenkeel nominates nodes. */
    private static NominationLimits nominations(SplittableRandom random) {
        return random.nextBoolean()
                ? new NominationLimits(1 + random.nextInt(8), 2, Duration.ofSeconds(3 + random.nextInt(28)))
                : NominationLimits.OFF;
    }

    /** In every third world another controller nominates nodes for many pods, whether they can be used or not; in others pods are gated. */
    private static Scenario hinted(Scenario scenario) {
        SplittableRandom hints = new Chance(scenario.seed()).of("hints");
        List<Workload> all = new ArrayList<>(scenario.workloads());
        all.replaceAll(each -> hints.nextInt(8) == 0 ? each.gatedFor(Chance.millis(hints, 500, 15_000)) : each);
        List<Planned> happenings = new ArrayList<>(scenario.script());
        if (hints.nextInt(3) == 0) {
            Workload workload = hintedWorkload(hints);
            all.add(workload);
            int many = 2 + hints.nextInt(4);
            for (int i = 0; i < many; i++) {
                Duration at = Chance.between(hints, ScenarioGenerator.FIRST, scenario.length());
                happenings.addAll(hint(workload, List.copyOf(scenario.nodes()), at, hints));
            }
        }
        happenings.sort(Comparator.comparing(Planned::at));
        return scenario.workloads(all).script(happenings);
    }

    private static Workload hintedWorkload(SplittableRandom hints) {
        Apart host = new Apart(true, PodRules.HOST, 1 + hints.nextInt(2), false);
        Apart zone = new Apart(true, PodRules.ZONE, 1 + hints.nextInt(3), false);
        PodRules rules = switch (hints.nextInt(3)) {
            case 0 -> PodRules.apart(host);
            case 1 -> PodRules.apart(zone);
            default -> PodRules.apart(host, zone);
        };
        return new Workload(
                "hinted",
                Map.of("app", Chance.oneOf(hints, ScenarioGenerator.APPS)),
                rules,
                hints.nextBoolean(),
                hints.nextInt(4),
                new Resources(hints.nextInt(4) == 0 ? 2_000 : 100, 1L << 20, 1),
                Labels.NONE,
                hints.nextBoolean() ? 10 : 0,
                Scenario.PLAIN,
                hints.nextInt(4) == 0 ? Chance.millis(hints, 200, 20_000) : Duration.ZERO);
    }

    /** More pods, and at once a node for each; some of the nodes are cordoned then, or a little later. */
    private static List<Planned> hint(Workload workload, List<Node> all, Duration at, SplittableRandom hints) {
        List<Planned> happenings = new ArrayList<>();
        List<String> some = new ArrayList<>();
        int many = 1 + hints.nextInt(4);
        happenings.add(new Planned(at, new Happening.Scale(workload.name(), 1 + hints.nextInt(6))));
        for (int i = 0; i < many; i++) {
            Node node = Chance.oneOf(hints, all);
            some.add(node.name());
            if (hints.nextBoolean()) {
                Duration when = at.plus(Chance.millis(hints, 0, 500));
                happenings.add(new Planned(when, new Happening.PutNode(ScenarioGenerator.with(node, true, true))));
            }
            if (hints.nextInt(4) == 0) {
                Duration when = at.plus(Chance.millis(hints, 1_000, 20_000));
                happenings.add(new Planned(when, new Happening.PutNode(ScenarioGenerator.with(node, true, false))));
            }
        }
        Duration soon = at.plus(Chance.millis(hints, 1, 300));
        happenings.add(new Planned(soon, new Happening.NominateAll(workload.name(), some)));
        return happenings;
    }

    /**
     * In every fifth world evenkeel starts again without ever seeing the node of a pod whose rule holds for a whole zone; others of
     * its group, without a rule of their own, come as soon as something may be decided again.
     */
    private static Scenario hidden(Scenario scenario) {
        SplittableRandom random = new Chance(scenario.seed()).of("hidden nodes");
        if (random.nextInt(5) > 0) {
            return scenario;
        }
        Workload carrier = zoned(
                "carrier",
                PodRules.apart(new Apart(true, PodRules.ZONE, 1 + random.nextInt(2), false)),
                1 + random.nextInt(2));
        Workload others = zoned("others", PodRules.NONE, 0);
        List<Workload> all = new ArrayList<>(scenario.workloads());
        all.addAll(List.of(carrier, others));
        Duration at = Chance.between(
                random,
                ScenarioGenerator.FIRST.plusSeconds(4),
                scenario.length().minusSeconds(20));
        Duration deciding = at.plus(Chance.millis(random, 10_500, 14_000));
        List<Planned> script = new ArrayList<>(scenario.script());
        script.add(new Planned(at, new Happening.HideNodeOf(carrier.name(), Chance.millis(random, 15_000, 40_000))));
        script.add(new Planned(
                deciding, new Happening.Scale(others.name(), scenario.nodes().size())));
        script.sort(Comparator.comparing(Planned::at));
        return scenario.workloads(all).script(script);
    }

    private static Workload zoned(String name, PodRules rules, int replicas) {
        return new Workload(
                name,
                Map.of("app", "zoned"),
                rules,
                false,
                replicas,
                new Resources(20, 1L << 20, 1),
                Labels.NONE,
                5,
                Scenario.PLAIN,
                Duration.ZERO);
    }
}
