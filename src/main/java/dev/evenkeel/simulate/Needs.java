package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Resources;
import dev.evenkeel.file.NodeObject;
import dev.evenkeel.file.NodeRequirements;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.rule.Spread;
import dev.evenkeel.rule.Term;
import dev.evenkeel.rule.TopologyKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the pods of a Service need of a node.
 *
 * @param requirements all of which the node has to meet: pods of any of the workloads may come there
 * @param each of each resource, the most that one of the pods requests
 * @param mostPerHost what required terms on hosts allow
 */
record Needs(Set<NodeRequirements> requirements, Resources each, int mostPerHost) {
    static Needs of(List<PodObject> pods, RuleReader rules) {
        List<PodObject> live = pods.stream().filter(PodObject::isLive).toList();
        return new Needs(
                live.stream().map(PodObject::nodes).collect(Collectors.toSet()),
                live.stream().map(each -> each.pod().requests()).reduce(Resources.NONE, Needs::most),
                mostPerHost(live, rules));
    }

    private static Resources most(Resources a, Resources b) {
        return new Resources(
                Math.max(a.milliCpu(), b.milliCpu()),
                Math.max(a.memoryBytes(), b.memoryBytes()),
                Math.max(a.pods(), b.pods()));
    }

    /** The sum over the groups, if every pod has such a term. */
    private static int mostPerHost(List<PodObject> live, RuleReader rules) {
        Map<Selector, Integer> most = new HashMap<>();
        for (PodObject each : live) {
            if (!(rules.read(each.pod()).ask() instanceof ParsedRule.Ruled(var rule))
                    || !(rule.spread() instanceof Spread.ByTerms(List<Term> terms))) {
                return Integer.MAX_VALUE;
            }
            OptionalInt max = terms.stream()
                    .filter(term -> term.isRequired() && term.key().equals(TopologyKey.HOST))
                    .mapToInt(Term::max)
                    .min();
            if (max.isEmpty()) {
                return Integer.MAX_VALUE;
            }
            most.merge(rule.group().selector(each.pod().labels()), max.getAsInt(), Math::min);
        }
        long sum = most.values().stream().mapToLong(Integer::longValue).sum();
        return most.isEmpty() ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, sum);
    }

    /** How many of the pods the node can hold, beside what others take of it. */
    int room(NodeObject node, Resources taken) {
        if (!node.takesPods() || !requirements.stream().allMatch(each -> each.admit(node))) {
            return 0;
        }
        Resources all = node.node().allocatable();
        long room = mostPerHost;
        room = Math.min(room, fit(all.milliCpu() - taken.milliCpu(), each.milliCpu()));
        room = Math.min(room, fit(all.memoryBytes() - taken.memoryBytes(), each.memoryBytes()));
        room = Math.min(room, fit(all.pods() - taken.pods(), each.pods()));
        return (int) room;
    }

    private static long fit(long free, long one) {
        return one == 0 ? Long.MAX_VALUE : Math.max(0, free / one);
    }
}
