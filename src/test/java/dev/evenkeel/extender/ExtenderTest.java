package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Reason;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/** The four verbs, from a call's bytes to its answer's: texts as kube-scheduler's types have them. */
class ExtenderTest {
    private final Rig rig = new Rig("a", "b", "c");

    @Test
    void filterPassesAllNodesForAPodWithoutARule() throws BadCallException {
        assertThat(rig.call(Verb.FILTER, Calls.nodes("p", "a", "new", "c")))
                .isEqualTo("{\"NodeNames\":[\"a\",\"new\",\"c\"],\"FailedAndUnresolvableNodes\":{},\"Error\":\"\"}");
    }

    @Test
    void filterOffersASubsetOfWhatWasAskedInTheOrderOfTheCall() throws BadCallException {
        rig.call(Verb.FILTER, Calls.spread("one", "required", "b"));
        rig.call(Verb.BIND, Calls.bind("one", "b"));

        assertThat(rig.call(Verb.FILTER, Calls.spread("two", "required", "c", "b", "a")))
                .isEqualTo("{\"NodeNames\":[\"c\",\"a\"],\"FailedAndUnresolvableNodes\":{},\"Error\":\"\"}");
    }

    @Test
    void filterSaysWhyOfEveryNodeOnlyIfNoneRemains() throws BadCallException {
        rig.call(Verb.FILTER, Calls.spread("one", "required", "b"));
        rig.call(Verb.BIND, Calls.bind("one", "b"));

        assertThat(rig.call(Verb.FILTER, Calls.spread("two", "required", "b")))
                .startsWith("{\"NodeNames\":[],\"FailedAndUnresolvableNodes\":{\"b\":\"host already has a pod")
                .endsWith("\"},\"Error\":\"\"}");
    }

    @Test
    void filterAsksForAnotherTryWhileANodeIsUnknownAndNoOtherFits() throws BadCallException {
        assertThat(rig.call(Verb.FILTER, Calls.spread("p", "required", "new")))
                .startsWith("{\"NodeNames\":[],\"FailedAndUnresolvableNodes\":{},\"Error\":\"")
                .doesNotEndWith("\"Error\":\"\"}");
    }

    @Test
    void anAnnotationThatDoesNotParseRefusesEveryNodeAndIsQuoted() throws BadCallException {
        assertThat(rig.call(Verb.FILTER, Calls.spread("p", "requird", "a", "gone")))
                .startsWith("{\"NodeNames\":[],\"FailedAndUnresolvableNodes\":{\"a\":\"")
                .contains("requird")
                .endsWith("\"Error\":\"\"}");
    }

    @Test
    void prioritizeScoresEveryNodeThatWasAskedAbout() throws BadCallException {
        assertThat(rig.call(Verb.PRIORITIZE, Calls.nodes("p", "a", "new")))
                .isEqualTo("[{\"Host\":\"a\",\"Score\":0},{\"Host\":\"new\",\"Score\":0}]");
    }

    @Test
    void bindAnswersSuccessOnlyOnceThePodIsBound() throws BadCallException {
        rig.call(Verb.FILTER, Calls.spread("p", "required", "a"));

        assertThat(rig.call(Verb.BIND, Calls.bind("p", "a"))).isEqualTo("{\"Error\":\"\"}");
        assertThat(rig.call(Verb.BIND, Calls.bind("p", "a"))).isEqualTo("{\"Error\":\"\"}");
        assertThat(rig.call(Verb.BIND, Calls.bind("p", "b"))).startsWith("{\"Error\":\"evenkeel: ");
    }

    @Test
    void bindPassesOnTheApiServersMessage() throws BadCallException {
        rig.outcome = _ -> new BindOutcome.Forbidden("no \"quota\"");
        rig.call(Verb.FILTER, Calls.spread("p", "required", "a"));

        assertThat(rig.call(Verb.BIND, Calls.bind("p", "a")))
                .startsWith("{\"Error\":\"evenkeel: ")
                .contains("no \\\"quota\\\"");
    }

    @Test
    void bindRefusesAPodThatWasNeverSeen() throws BadCallException {
        assertThat(rig.call(Verb.BIND, Calls.bind("ghost", "a"))).startsWith("{\"Error\":\"evenkeel: ");
    }

    @Test
    void preemptEchoesVictimsAndViolations() throws BadCallException {
        byte[] call = Calls.preempt("p", """
                {"a":{"Pods":[{"UID":"v1"},{"UID":"v2"}],"NumPDBViolations":9223372036854775807},
                 "b":{"Pods":[{"UID":"v3"}],"NumPDBViolations":null}}""");

        assertThat(rig.call(Verb.PREEMPT, call))
                .isEqualTo("{\"NodeNameToMetaVictims\":{\"a\":{\"Pods\":[{\"UID\":\"v1\"},{\"UID\":\"v2\"}],"
                        + "\"NumPDBViolations\":9223372036854775807},\"b\":{\"Pods\":[{\"UID\":\"v3\"}],"
                        + "\"NumPDBViolations\":0}}}");
    }

    /** Else the pod's place would stay taken for ever. */
    @Test
    void aBindingThatFailsWithABugIsSettledAsUnknown() throws BadCallException {
        rig.call(Verb.FILTER, Calls.spread("q", "required", "a"));
        rig.outcome = _ -> {
            throw new IllegalStateException("bug");
        };
        assertThat(rig.call(Verb.BIND, Calls.bind("q", "a"))).contains("is not known yet");
        rig.outcome = _ -> new BindOutcome.AlreadyThere();
        assertThat(rig.call(Verb.BIND, Calls.bind("q", "a"))).isEqualTo("{\"Error\":\"\"}");
    }

    @Test
    void requestsAreTimedByVerbAndResult() throws BadCallException {
        rig.call(Verb.FILTER, Calls.nodes("p", "a"));
        rig.call(Verb.FILTER, Calls.spread("q", "required", "a"));
        rig.call(Verb.FILTER, Calls.spread("r", "requird", "a"));
        rig.call(Verb.BIND, Calls.bind("ghost", "a"));
        assertThatExceptionOfType(BadCallException.class).isThrownBy(() -> rig.call(Verb.FILTER, new byte[0]));
        rig.bug = Optional.of(new IllegalStateException("bug"));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> rig.call(Verb.BIND, Calls.bind("q", "a")));
        rig.bug = Optional.empty();

        assertThat(rig.registry.find("evenkeel.request.duration").timers())
                .extracting(timer ->
                        timer.getId().getTag("verb") + " " + timer.getId().getTag("result"))
                .containsExactlyInAnyOrder(
                        "filter passed",
                        "filter offered",
                        "filter none",
                        "filter bad-call",
                        "bind pod-unknown",
                        "bind failed");
        assertThat(rig.registry.find("evenkeel.request.duration").timers())
                .allSatisfy(timer -> assertThat(timer.count()).isEqualTo(1))
                .extracting(Timer::count)
                .hasSize(6);
    }

    @Test
    void refusedNodesAreCountedByReason() throws BadCallException {
        rig.call(Verb.FILTER, Calls.spread("one", "required", "b"));
        rig.call(Verb.BIND, Calls.bind("one", "b"));
        rig.call(Verb.FILTER, Calls.spread("two", "required", "a", "b"));
        rig.call(Verb.FILTER, Calls.spread("three", "requird", "a", "b", "c"));

        assertThat(refused(Reason.GROUP_PRESENT)).isEqualTo(1);
        assertThat(refused(Reason.INVALID_RULE)).isEqualTo(3);
        assertThat(refused(Reason.KEY_MISSING)).isZero();
    }

    private double refused(Reason reason) {
        return rig.registry
                .get("evenkeel.refused.nodes")
                .tag("reason", reason.label())
                .counter()
                .count();
    }

    @Test
    void everyDecisionLeavesOneLineAtDebug() throws BadCallException {
        List<String> lines = new ArrayList<>();
        try (var _ = new Listening(lines)) {
            rig.call(Verb.FILTER, Calls.spread("p", "required", "a", "b"));
            rig.call(Verb.PRIORITIZE, Calls.spread("p", "required", "a", "b"));
            rig.call(Verb.BIND, Calls.bind("p", "a"));
            rig.call(Verb.FILTER, Calls.spread("q", "required", "a"));
            rig.call(Verb.PREEMPT, Calls.preempt("q", "{}"));
        }

        assertThat(lines)
                .containsExactly(
                        "filter wire/p: 2 of 2 nodes offered",
                        "prioritize wire/p: 2 nodes scored",
                        "bind wire/p to a: bound",
                        "filter wire/q: none of 1 nodes offered: [1 group-present]",
                        "preempt wire/q: 0 of 0 candidates remain");
    }

    /** Hears what the extender's log says, at DEBUG, until it is closed. */
    private static final class Listening extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger(Extender.class.getName());
        private final PatternFormatter message = new PatternFormatter("%s");
        private final List<String> lines;

        Listening(List<String> lines) {
            this.lines = lines;
            logger.setLevel(Level.FINE);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(message.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setLevel(null);
        }
    }
}
