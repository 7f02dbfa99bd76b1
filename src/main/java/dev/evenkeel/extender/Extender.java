package dev.evenkeel.extender;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.BindAnswer;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Refusal;
import dev.evenkeel.api.Scores;
import dev.evenkeel.metrics.DecisionMetrics;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The four verbs: reads the arguments, lets the arbiter decide, writes the result, and records a metric and a log line
 * for each decision. Only the decision itself is made under the lock.
 */
public final class Extender {
    private static final Logger LOG = LoggerFactory.getLogger(Extender.class);

    /** The outcome of a binding that a bug prevented. */
    private static final String BUG = "evenkeel failed; its log says why";

    private final ExtenderCodec codec;
    private final RuleReader rules;
    private final Arbitration arbitration;
    private final Binder binder;
    private final DecisionMetrics metrics;
    private final Consumer<Effect.Nomination> nominations;

    /**
     * @param nominations carries out the nominations that a filter call leads to, later and on another thread
     * @param namesPerCall the most nodes that one call may name
     */
    public Extender(
            RuleReader rules,
            Arbitration arbitration,
            Binder binder,
            DecisionMetrics metrics,
            Consumer<Effect.Nomination> nominations,
            int namesPerCall) {
        this.codec = new ExtenderCodec(namesPerCall);
        this.rules = rules;
        this.arbitration = arbitration;
        this.binder = binder;
        this.metrics = metrics;
        this.nominations = nominations;
    }

    /**
     * Answers one call of kube-scheduler. {@link Verb#BIND} blocks until the API server has answered.
     *
     * @throws BadCallException if the body is not what the verb takes
     */
    public byte[] call(Verb verb, byte[] body) throws BadCallException {
        long started = System.nanoTime();
        Answer answer = Answer.FAILED;
        try {
            answer = switch (verb) {
                case FILTER -> filter(codec.readArgs(body));
                case PRIORITIZE -> prioritize(codec.readArgs(body));
                case BIND -> bind(codec.readBindingArgs(body));
                case PREEMPT -> preempt(codec.readPreemptionArgs(body));
            };
            return answer.body;
        } catch (BadCallException bad) {
            answer = Answer.BAD_CALL;
            throw bad;
        } finally {
            metrics.answered(verb.label(), answer.result, System.nanoTime() - started);
        }
    }

    /** An answer's bytes, and its result label for the metric. */
    private static final class Answer {
        static final Answer BAD_CALL = new Answer("bad-call", new byte[0]);
        static final Answer FAILED = new Answer("failed", new byte[0]);

        final String result;
        final byte[] body;

        Answer(String result, byte[] body) {
            this.result = result;
            this.body = body;
        }
    }

    // ---- filter

    private record Offered(Offer offer, List<Effect.Nomination> nominations) {}

    private Answer filter(ExtenderArgs args) {
        PodInfo info = rules.read(args.pod());
        NodeTable table = arbitration.nodes();
        int[] numbers = args.nodeNames().numbers(table);
        Candidates asked = ExtenderArgs.asked(numbers, table);
        Offered offered = arbitration.decide(
                info,
                asked,
                (arbiter, now) -> new Offered(
                        arbiter.offer(info, asked, now), arbiter.nominations().take()));
        offered.nominations.forEach(nominations);
        return switch (offered.offer) {
            case Offer.Everything() -> {
                LOG.debug(
                        "filter {}: nothing asked for, all {} nodes pass",
                        args.pod().id(),
                        numbers.length);
                yield new Answer("passed", ExtenderCodec.write(ExtenderFilterResult.nodes(args.nodeNames())));
            }
            case Offer.Some(NodeSet nodes, List<Refusal> refusals) -> {
                metrics.refused(refusals);
                LOG.debug("filter {}: {} of {} nodes offered", args.pod().id(), nodes.size(), numbers.length);
                yield new Answer(
                        "offered", ExtenderCodec.write(ExtenderFilterResult.nodes(names(args, numbers, nodes))));
            }
            case Offer.Nothing(List<Refusal> refusals, String otherwise) -> {
                metrics.refused(refusals);
                LOG.debug(
                        "filter {}: none of {} nodes offered: {}", args.pod().id(), numbers.length, reasons(refusals));
                yield new Answer(
                        "none",
                        ExtenderCodec.write(ExtenderFilterResult.none(messages(args, numbers, refusals, otherwise))));
            }
            case Offer.NotNow(Reason reason, String message) -> {
                LOG.debug("filter {}: not now: {}", args.pod().id(), message);
                yield new Answer(reason.label(), ExtenderCodec.write(ExtenderFilterResult.error(message)));
            }
        };
    }

    private static List<String> names(ExtenderArgs args, int[] numbers, NodeSet nodes) {
        List<String> names = new ArrayList<>(nodes.size());
        for (int i = 0; i < numbers.length; i++) {
            if (nodes.contains(numbers[i])) {
                names.add(args.nodeNames().get(i));
            }
        }
        return names;
    }

    private static Map<String, String> messages(
            ExtenderArgs args, int[] numbers, List<Refusal> refusals, String otherwise) {
        Map<String, String> messages = new LinkedHashMap<>();
        for (int i = 0; i < numbers.length; i++) {
            messages.put(args.nodeNames().get(i), message(numbers[i], refusals, otherwise));
        }
        return messages;
    }

    private static String message(int number, List<Refusal> refusals, String otherwise) {
        for (Refusal refusal : refusals) {
            if (refusal.nodes().contains(number)) {
                return refusal.message();
            }
        }
        return otherwise;
    }

    private static List<String> reasons(List<Refusal> refusals) {
        return refusals.stream()
                .map(refusal -> refusal.nodes().size() + " " + refusal.reason().label())
                .toList();
    }

    // ---- prioritize

    private Answer prioritize(ExtenderArgs args) {
        PodInfo info = rules.read(args.pod());
        NodeTable table = arbitration.nodes();
        int[] numbers = args.nodeNames().numbers(table);
        Candidates asked = ExtenderArgs.asked(numbers, table);
        Scores scores = arbitration.decide(info, asked, (arbiter, now) -> arbiter.score(info, asked, now));
        LOG.debug("prioritize {}: {} nodes scored", args.pod().id(), numbers.length);
        return new Answer("scored", ExtenderCodec.write(args.nodeNames(), index -> scores.of(numbers[index])));
    }

    // ---- bind

    private Answer bind(ExtenderBindingArgs args) {
        PermitAnswer permit = arbitration.decide((arbiter, now) -> arbiter.permit(args.pod(), args.node(), now));
        return switch (permit) {
            case PermitAnswer.Granted granted -> bind(args, granted);
            case PermitAnswer.Refused(Reason reason, String message) -> refused(args, reason, message);
        };
    }

    private Answer bind(ExtenderBindingArgs args, PermitAnswer.Granted granted) {
        return switch (carryOut(granted)) {
            case BindAnswer.Success() -> {
                LOG.debug("bind {} to {}: bound", args.pod(), args.node());
                yield new Answer("bound", ExtenderCodec.writeError(""));
            }
            case BindAnswer.Failure(Reason reason, String message) -> refused(args, reason, message);
        };
    }

    /**
     * Sends the permitted binding. A permit is settled whatever is thrown, or its pod's place would stay taken for
     * ever.
     */
    private BindAnswer carryOut(PermitAnswer.Granted granted) {
        BindAnswer answer;
        BindOutcome outcome = new BindOutcome.NotSent(BUG);
        try {
            Optional<Authority.Withheld> withheld =
                    arbitration.decide((arbiter, now) -> arbiter.keptFromSending(granted.permit(), now));
            if (withheld.isPresent()) {
                outcome = new BindOutcome.NotSent(withheld.get().message());
            } else {
                // From here on only the binder knows whether it was sent.
                outcome = new BindOutcome.Unknown(BUG);
                outcome = binder.bind(granted.permit());
            }
        } catch (RuntimeException | Error bug) {
            LOG.error(
                    "Binding {} to {} failed",
                    granted.permit().pod(),
                    granted.permit().node(),
                    bug);
        } finally {
            answer = settle(granted.permit(), outcome);
        }
        return answer;
    }

    /** If settling fails half-way, the outcome is settled as unknown, which a later read resolves. */
    private BindAnswer settle(Permit permit, BindOutcome outcome) {
        try {
            return arbitration.decide((arbiter, now) -> arbiter.settle(permit, outcome, now));
        } catch (RuntimeException | Error bug) {
            LOG.error("Settling {} to {} as {} failed", permit.pod(), permit.node(), outcome, bug);
            return arbitration.decide((arbiter, now) -> arbiter.settle(permit, new BindOutcome.Unknown(BUG), now));
        }
    }

    private Answer refused(ExtenderBindingArgs args, Reason reason, String message) {
        LOG.debug("bind {} to {}: {}", args.pod(), args.node(), message);
        return new Answer(reason.label(), ExtenderCodec.writeError("evenkeel: " + message));
    }

    // ---- preempt

    private Answer preempt(ExtenderPreemptionArgs args) {
        Map<String, List<String>> victims = new LinkedHashMap<>();
        args.candidates().forEach((node, candidate) -> victims.put(node, candidate.uids()));
        PodInfo info = rules.read(args.pod());
        PodId pod = info.pod().id();
        Set<String> kept = arbitration.decide((arbiter, now) -> Set.copyOf(arbiter.preempt(info, victims, now)));
        Map<String, ExtenderPreemptionArgs.Victims> remaining = new LinkedHashMap<>(args.candidates());
        remaining.keySet().retainAll(kept);
        LOG.debug("preempt {}: {} of {} candidates remain", pod, remaining.size(), victims.size());
        return new Answer("answered", ExtenderCodec.write(remaining));
    }
}
