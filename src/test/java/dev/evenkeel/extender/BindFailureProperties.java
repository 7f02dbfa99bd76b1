package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Wherever in a bind call something is thrown: the pod's place is kept for as long as it may be bound there, and no
 * longer. A permit that is not settled would keep it for ever.
 */
class BindFailureProperties {
    /** Where it is thrown. */
    enum Where {
        PERMIT,
        LAST_CHECK,
        BEFORE_SENDING,
        AFTER_SENDING,
        SETTLE,
        SETTLED
    }

    /** What is thrown. */
    enum What {
        EXCEPTION,
        ERROR
    }

    // Of one try.
    private Rig rig = new Rig("a");
    private int decisions;
    private boolean sent;

    @Property
    void settlesEveryPermitWhateverIsThrown(@ForAll Where where, @ForAll What what, @ForAll boolean taken)
            throws BadCallException {
        rig = new Rig("a");
        decisions = 0;
        sent = false;
        rig.call(Verb.FILTER, Calls.spread("p", "required", "a"));
        rig.aroundDecisions = begins -> strikeAtDecision(begins, where, what);
        rig.outcome = _ -> {
            strikeIf(where == Where.BEFORE_SENDING, what);
            sent = taken;
            strikeIf(where == Where.AFTER_SENDING, what);
            return taken ? new BindOutcome.Bound() : new BindOutcome.Forbidden("no");
        };

        Optional<Throwable> thrown = bind();

        rig.aroundDecisions = _ -> {};
        assertThat(thrown.isPresent())
                .as("the call fails where nothing was permitted, and is answered otherwise: %s", thrown)
                .isEqualTo(where == Where.PERMIT);
        rig.settleDoubts(new PodReading.Found(shown()));
        if (sent) {
            rig.tell(new ClusterEvent.PodChanged(shown()));
        }
        assertThat(rig.bindingsUnderWay()).isZero();
        rig.call(Verb.FILTER, Calls.spread("q", "required", "a"));
        rig.outcome = _ -> new BindOutcome.Bound();
        String sibling = rig.call(Verb.BIND, Calls.bind("q", "a"));
        assertThat(sibling.equals("{\"Error\":\"\"}"))
                .as("the sibling takes the place if it was not taken: %s", sibling)
                .isEqualTo(!sent);
    }

    private void strikeAtDecision(boolean begins, Where where, What what) {
        if (begins) {
            decisions++;
        }
        strikeIf(
                switch (where) {
                    case PERMIT -> begins && decisions == 1;
                    case LAST_CHECK -> begins && decisions == 2;
                    case SETTLE -> begins && decisions == 3;
                    case SETTLED -> !begins && decisions == 3;
                    case BEFORE_SENDING, AFTER_SENDING -> false;
                },
                what);
    }

    private static void strikeIf(boolean now, What what) {
        if (now) {
            throw switch (what) {
                case EXCEPTION -> new Thrown();
                case ERROR -> throw new StackOverflowError("made up");
            };
        }
    }

    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private Optional<Throwable> bind() throws BadCallException {
        try {
            rig.call(Verb.BIND, Calls.bind("p", "a"));
            return Optional.empty();
        } catch (Thrown | StackOverflowError bug) {
            return Optional.of(bug);
        }
    }

    /** The pod as the API server has it. */
    private PodInfo shown() {
        Pod pod = new Pod(
                new PodId("wire", "p", "uid-p"),
                sent ? 1 : 0,
                Labels.of("app", "web"),
                Labels.of("evenkeel.dev/spread", "required"),
                sent ? Optional.of("a") : Optional.empty(),
                Pod.Phase.LIVE,
                Resources.NONE);
        return new RuleReader(RuleLimits.DEFAULTS).read(pod);
    }
}
