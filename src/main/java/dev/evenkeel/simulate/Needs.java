package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Resources;
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
 * @param wishes all of which it has to meet: pods of any of its workloads may come there
 * @param each what the hungriest pod asks for
 * @param mostPerHost what required terms on hosts allow
 */
record Needs(Set<NodeWish> wishes, Resources each, int mostPerHost) {
    static Needs of(List<Member> members, RuleReader rules) {
        List<Member> live = members.stream().filter(Member::isLive).toList();
        return new Needs(
                live.stream().map(Member::wish).collect(Collectors.toSet()),
                live.stream().map(member -> member.pod().requests()).reduce(Resources.NONE, Needs::most),
                mostPerHost(live, rules));
    }

    private static Resources most(Resources a, Resources b) {
        return new Resources(
                Math.max(a.milliCpu(), b.milliCpu()),
                Math.max(a.memoryBytes(), b.memoryBytes()),
                Math.max(a.pods(), b.pods()));
    }

    /** The sum over the groups, if every pod has such a term. */
    private static int mostPerHost(List<Member> live, RuleReader rules) {
        Map<Selector, Integer> most = new HashMap<>();
        for (Member member : live) {
            if (!(rules.read(member.pod()).ask() instanceof ParsedRule.Ruled(var rule))
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
            most.merge(rule.group().selector(member.pod().labels()), max.getAsInt(), Math::min);
        }
        long sum = most.values().stream().mapToLong(Integer::longValue).sum();
        return most.isEmpty() ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, sum);
    }

    /** How many of the pods the node can hold, beside what others take of it. */
    int room(Host host, Resources taken) {
        if (!host.takesPods() || !wishes.stream().allMatch(wish -> wish.admits(host))) {
            return 0;
        }
        Resources all = host.node().allocatable();
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
