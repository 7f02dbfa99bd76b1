package dev.evenkeel.offers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rule.Cap;
import dev.evenkeel.rule.TopologyKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is a pod's share of free slots, held against what its words say. */
class SharesProperties {
    private final Cluster cluster = new Cluster();

    @Property(tries = 2_000)
    void aShareIsAsLargeAsItMayBeAndNoLarger(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int nodes = 1 + random.nextInt(12);
        NodeSet open = new NodeSet();
        NodeSet before = new NodeSet();
        for (int i = 0; i < nodes; i++) {
            // Two nodes may be on one host, as two Node objects that stand for one machine.
            addNode("n" + i, "h" + random.nextInt(12), "z" + random.nextInt(3));
            if (i == 0 || random.nextInt(4) > 0) {
                open.add(i);
            }
            if (random.nextBoolean()) {
                before.add(i);
            }
        }
        List<CapUsage> usages = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            TopologyKey key = random.nextBoolean() ? TopologyKey.HOST : TopologyKey.ZONE;
            CapUsage usage = limit(key, 1 + random.nextInt(3));
            waiting(usage, 1 + random.nextInt(6));
            usages.add(usage);
        }
        List<Integer> shares = usages.stream()
                .map(usage ->
                        Math.max(1, usage.freeSlots(open) / usage.contenders().unserved()))
                .toList();

        NodeSet asked = open.copy();
        NodeSet chosen = new Shares(random).choose(usages, open, before);

        assertThat(open).as("what was asked for").isEqualTo(asked);
        assertThat(chosen.minus(open)).isEqualTo(new NodeSet());
        assertThat(chosen.isEmpty()).isFalse();
        for (int i = 0; i < usages.size(); i++) {
            assertThat(domains(usages.get(i), chosen)).hasSizeLessThanOrEqualTo(shares.get(i));
        }
        open.minus(chosen)
                .forEach(node -> assertThat(usages).as("left out: %d", node).anySatisfy(usage -> {
                    assertThat(domains(usage, chosen)).hasSize(shares.get(usages.indexOf(usage)));
                    assertThat(domains(usage, chosen))
                            .doesNotContain(usage.group().topology().domain(node));
                }));
    }

    @Property(tries = 500)
    void offersFirstWhatWasNotOfferedBefore(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int nodes = 1 + random.nextInt(12);
        NodeSet open = addHosts(nodes);
        NodeSet before = new NodeSet();
        open.forEach(node -> {
            if (random.nextBoolean()) {
                before.add(node);
            }
        });
        CapUsage usage = limit(TopologyKey.HOST, 1);
        waiting(usage, 1 + random.nextInt(nodes));

        NodeSet chosen = new Shares(random).choose(List.of(usage), open, before);

        assertThat(chosen.size()).isEqualTo(nodes / usage.contenders().waiting());
        NodeSet fresh = open.minus(before);
        if (chosen.intersects(before)) {
            assertThat(chosen.and(fresh)).isEqualTo(fresh);
        } else {
            assertThat(chosen.minus(fresh)).isEqualTo(new NodeSet());
        }
    }

    // 6,000 draws of 2 of 12: each is expected 1,000 times, with a standard deviation of 29.
    @Example
    void everyNodeIsAsLikelyAsAnother() {
        NodeSet open = addHosts(12);
        CapUsage usage = limit(TopologyKey.HOST, 1);
        waiting(usage, 6);
        Shares shares = new Shares(new SplittableRandom(1));

        int[] byShare = new int[12];
        int[] bySuit = new int[12];
        for (int i = 0; i < 6_000; i++) {
            shares.choose(List.of(usage), open, new NodeSet()).forEach(node -> byShare[node]++);
            shares.choose(open, 6).forEach(node -> bySuit[node]++);
        }

        for (int node = 0; node < 12; node++) {
            assertThat(byShare[node]).isBetween(850, 1_150);
            assertThat(bySuit[node]).isBetween(850, 1_150);
        }
    }

    private static List<Integer> domains(CapUsage usage, NodeSet nodes) {
        Topology topology = usage.group().topology();
        return nodes.stream().map(topology::domain).distinct().boxed().toList();
    }

    private static void waiting(CapUsage usage, int pods) {
        for (int i = 0; i < pods; i++) {
            usage.contenders().add("pod-" + i, false);
        }
    }

    private CapUsage limit(TopologyKey key, int max) {
        return new CapUsage(new Cap(Cap.Kind.SPREAD, "default", Selector.EVERYTHING, key, max), cluster);
    }

    private NodeSet addHosts(int count) {
        NodeSet hosts = new NodeSet();
        for (int i = 0; i < count; i++) {
            addNode("n" + i, "h" + i, "z");
            hosts.add(i);
        }
        return hosts;
    }

    private void addNode(String name, String host, String zone) {
        Labels labels = Labels.of(Map.of(TopologyKey.HOST.label(), host, TopologyKey.ZONE.label(), zone));
        cluster.put(new Node(name, 1, labels, true, false, Resources.NONE));
    }
}
