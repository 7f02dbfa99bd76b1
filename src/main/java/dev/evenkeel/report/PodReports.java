package dev.evenkeel.report;

import dev.evenkeel.api.Refusal;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Topology;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.rule.RuleError;
import dev.evenkeel.rule.Term;
import dev.evenkeel.slots.Accounts;
import dev.evenkeel.slots.Constraint;
import dev.evenkeel.slots.Limit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is known and thought of pods, for people; changes nothing. */
public final class PodReports {
    private final Cluster cluster;
    private final Accounts accounts;
    private final GroupsOfOne groupsOfOne;

    /** Reads what an arbiter knows, and only while the arbiter is one's own. */
    public PodReports(Cluster cluster, Accounts accounts, GroupsOfOne groupsOfOne) {
        this.cluster = cluster;
        this.accounts = accounts;
        this.groupsOfOne = groupsOfOne;
    }

    /** The newest pod of a name; empty if there is none. */
    public Optional<Explanation> explain(String namespace, String name) {
        return cluster.pod(namespace, name).map(this::explain);
    }

    private Explanation explain(PodEntry entry) {
        List<Constraint> constraints = accounts.constraints(entry);
        NodeSet open = cluster.nodes().copy();
        List<Refusal> refusals = Constraint.refuse(constraints, open);
        Optional<RuleError> error = accounts.ruleError(entry.pod().id());
        return new Explanation(
                entry.pod().id(),
                state(entry),
                entry.isPlaced() ? Optional.of(cluster.table().name(entry.node())) : Optional.empty(),
                accounts.rule(entry.pod().id()).map(Rule::print).orElse(Labels.NONE),
                error.map(RuleError::message),
                constraints.stream()
                        .limit(Explanation.MOST_LIMITS)
                        .map(this::view)
                        .toList(),
                accounts.preferences(entry.pod().id()).stream()
                        .map(preference -> preference.key.wish(Term.Strength.PREFERRED))
                        .toList(),
                error.isPresent() ? 0 : open.size(),
                refusals.stream()
                        .limit(Explanation.MOST_LIMITS)
                        .map(refusal -> new Explanation.RefusalView(
                                refusal.reason().label(),
                                refusal.message(),
                                refusal.nodes().size()))
                        .toList(),
                Math.max(0, constraints.size() - Explanation.MOST_LIMITS),
                groupsOfOne.problem(entry.pod().id()));
    }

    private static Explanation.State state(PodEntry entry) {
        if (entry.isBound()) {
            return Explanation.State.BOUND;
        }
        return entry.isPermitted() ? Explanation.State.BINDING : Explanation.State.WAITING;
    }

    private Explanation.LimitView view(Constraint constraint) {
        Limit limit = constraint.limit();
        List<PodEntry> named =
                cluster.counted(limit.key.tally(), Explanation.MOST_PODS).toList();
        List<Explanation.DomainView> domains = domains(constraint, named);
        return new Explanation.LimitView(
                limit.key.wish(),
                limit.key.group().toString(),
                constraint instanceof Constraint.Own,
                limit.group.topology().key(),
                domains,
                limit.group.counts().size() - domains.size(),
                limit.group.total() - named.size());
    }

    private static List<Explanation.DomainView> domains(Constraint constraint, List<PodEntry> named) {
        Topology topology = constraint.limit().group.topology();
        NodeSet nodes = NodeSet.of(named.stream().mapToInt(PodEntry::node).toArray());
        NodeSet closed = new NodeSet();
        constraint.refuse(nodes).forEach(refusal -> closed.addAll(refusal.nodes()));
        Map<String, List<String>> podsByDomain = new TreeMap<>();
        Set<String> full = new HashSet<>();
        for (PodEntry counted : named) {
            String domain = topology.value(topology.domain(counted.node()));
            podsByDomain
                    .computeIfAbsent(domain, first -> new ArrayList<>())
                    .add(counted.pod().id().toString());
            if (closed.contains(counted.node())) {
                full.add(domain);
            }
        }
        return podsByDomain.entrySet().stream()
                .map(domain -> new Explanation.DomainView(
                        domain.getKey(),
                        full.contains(domain.getKey()),
                        domain.getValue().stream().sorted().toList()))
                .toList();
    }
}
