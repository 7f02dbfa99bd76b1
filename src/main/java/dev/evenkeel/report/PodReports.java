package dev.evenkeel.report;

import dev.evenkeel.api.Refusal;
import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.caps.Constraint;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.rule.RuleError;
import dev.evenkeel.rule.Term;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is known of pods, their rules and where they can go, for people. Changes nothing. */
public final class PodReports {
    private final Cluster cluster;
    private final ConstraintIndex index;
    private final GroupsOfOne groupsOfOne;

    /** Reads the state of an arbiter; to be used only under the arbiter's lock. */
    public PodReports(Cluster cluster, ConstraintIndex index, GroupsOfOne groupsOfOne) {
        this.cluster = cluster;
        this.index = index;
        this.groupsOfOne = groupsOfOne;
    }

    /** Explains the newest pod of a name; empty if there is none. */
    public Optional<Explanation> explain(String namespace, String name) {
        return cluster.pod(namespace, name).map(this::explain);
    }

    private Explanation explain(PodEntry entry) {
        List<Constraint> constraints = index.constraints(entry);
        NodeSet open = cluster.nodes().copy();
        List<Refusal> refusals = Constraint.refuse(constraints, open);
        Optional<RuleError> error = index.ruleError(entry.pod().id());
        return new Explanation(
                entry.pod().id(),
                state(entry),
                entry.isPlaced() ? Optional.of(cluster.table().name(entry.node())) : Optional.empty(),
                index.rule(entry.pod().id()).map(Rule::print).orElse(Labels.NONE),
                error.map(RuleError::message),
                constraints.stream()
                        .limit(Explanation.MOST_CAPS)
                        .map(this::view)
                        .toList(),
                index.preferences(entry.pod().id()).stream()
                        .map(preference -> preference.cap().term(Term.Strength.PREFERRED))
                        .toList(),
                error.isPresent() ? 0 : open.size(),
                refusals.stream()
                        .limit(Explanation.MOST_CAPS)
                        .map(refusal -> new Explanation.RefusalView(
                                refusal.reason().label(),
                                refusal.message(),
                                refusal.nodes().size()))
                        .toList(),
                Math.max(0, constraints.size() - Explanation.MOST_CAPS),
                groupsOfOne.problem(entry.pod().id()));
    }

    private static Explanation.State state(PodEntry entry) {
        if (entry.isBound()) {
            return Explanation.State.BOUND;
        }
        return entry.isPermitted() ? Explanation.State.BINDING : Explanation.State.WAITING;
    }

    private Explanation.CapView view(Constraint constraint) {
        CapUsage usage = constraint.usage();
        List<PodEntry> named = cluster.tallies()
                .counted(usage.cap().tally(), Explanation.MOST_PODS)
                .toList();
        List<Explanation.DomainView> domains = domains(constraint, named);
        return new Explanation.CapView(
                usage.cap().term(),
                usage.cap().group().toString(),
                constraint instanceof Constraint.Own,
                usage.group().topology().key(),
                domains,
                usage.group().counts().size() - domains.size(),
                usage.group().total() - named.size());
    }

    private static List<Explanation.DomainView> domains(Constraint constraint, List<PodEntry> named) {
        Topology topology = constraint.usage().group().topology();
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
