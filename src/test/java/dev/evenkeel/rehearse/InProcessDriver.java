package dev.evenkeel.rehearse;

import dev.evenkeel.api.BindAnswer;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.Refusal;
import dev.evenkeel.api.Scores;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks the arbiter without HTTP between, and binds as the extender does. */
public final class InProcessDriver implements ExtenderDriver {
    private final RuleReader rules;
    private final Arbitration arbitration;
    private final Binder binder;

    public InProcessDriver(RuleReader rules, Arbitration arbitration, Binder binder) {
        this.rules = rules;
        this.arbitration = arbitration;
        this.binder = binder;
    }

    @Override
    public FilterReply filter(PodObject pod, List<String> nodes) {
        PodInfo info = rules.read(pod.pod());
        NodeTable table = arbitration.nodes();
        Candidates asked = asked(table, nodes);
        Offer offer = arbitration.decide(info, asked, (arbiter, now) -> arbiter.offer(info, asked, now));
        return switch (offer) {
            case Offer.Everything() -> new FilterReply.Nodes(nodes, Map.of());
            case Offer.Some(NodeSet offered, List<Refusal> refusals) ->
                new FilterReply.Nodes(names(table, nodes, offered), Map.of());
            case Offer.Nothing(List<Refusal> refusals, String otherwise) ->
                new FilterReply.Nodes(List.of(), messages(table, nodes, refusals, otherwise));
            case Offer.NotNow notNow -> new FilterReply.Failed(notNow.message());
        };
    }

    @Override
    public ScoreReply prioritize(PodObject pod, List<String> nodes) {
        PodInfo info = rules.read(pod.pod());
        NodeTable table = arbitration.nodes();
        Candidates asked = asked(table, nodes);
        Scores scores = arbitration.decide(info, asked, (arbiter, now) -> arbiter.score(info, asked, now));
        return new ScoreReply.Scores(
                nodes.stream().collect(Collectors.toMap(node -> node, node -> scores.of(table.number(node)))));
    }

    @Override
    public BindReply bind(PodId pod, String node) {
        PermitAnswer answer = arbitration.decide((arbiter, now) -> arbiter.permit(pod, node, now));
        return switch (answer) {
            case PermitAnswer.Granted granted -> bind(granted);
            case PermitAnswer.Refused refused -> new BindReply.Failed(refused.message());
        };
    }

    private BindReply bind(PermitAnswer.Granted granted) {
        BindOutcome outcome = binder.bind(granted.permit());
        BindAnswer answer = arbitration.decide((arbiter, now) -> arbiter.settle(granted.permit(), outcome, now));
        return switch (answer) {
            case BindAnswer.Success() -> new BindReply.Bound();
            case BindAnswer.Failure failure -> new BindReply.Failed(failure.message());
        };
    }

    private static Candidates asked(NodeTable table, List<String> nodes) {
        NodeSet known = new NodeSet();
        nodes.stream()
                .mapToInt(table::number)
                .filter(number -> number != NodeTable.ABSENT)
                .forEach(known::add);
        return new Candidates(known, nodes.size() - known.size(), table.generation());
    }

    private static List<String> names(NodeTable table, List<String> nodes, NodeSet offered) {
        return nodes.stream()
                .filter(node -> offered.contains(table.number(node)))
                .toList();
    }

    private static Map<String, String> messages(
            NodeTable table, List<String> nodes, List<Refusal> refusals, String otherwise) {
        Map<String, String> messages = new LinkedHashMap<>();
        for (String node : nodes) {
            String message = refusals.stream()
                    .filter(refusal -> refusal.nodes().contains(table.number(node)))
                    .findFirst()
                    .map(Refusal::message)
                    .orElse(otherwise);
            messages.put(node, message);
        }
        return messages;
    }
}
