package dev.evenkeel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Effect;
import dev.evenkeel.api.Permit;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rehearse.BindReply;
import dev.evenkeel.rehearse.FilterReply;
import dev.evenkeel.rehearse.ScoreReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private static final PodId WEB = new PodId("default", "web-1", "uid-1");

    private static String digest(Consumer<Decisions> run) {
        Decisions decisions = new Decisions();
        run.accept(decisions);
        return decisions.digest();
    }

    private static FilterReply offer(String one, String other) {
        return new FilterReply.Nodes(List.of("c"), Map.of("a", one, "b", other));
    }

    @Test
    void ignoresTheWordingOfMessages() {
        assertThat(digest(run -> run.take(offer("taken", "taken"))))
                .isEqualTo(digest(run -> run.take(offer("full", "full"))));
        assertThat(digest(run -> run.take(offer("taken", "kept")))).isEqualTo(digest(run -> run.take(offer("x", "y"))));
    }

    @Test
    void countsWhichNodesShareAReason() {
        assertThat(digest(run -> run.take(offer("taken", "taken"))))
                .isNotEqualTo(digest(run -> run.take(offer("taken", "kept"))));
    }

    @Test
    void countsTheOrderOfAnswers() {
        BindReply bound = new BindReply.Bound();
        FilterReply failed = new FilterReply.Failed("not now");
        assertThat(digest(run -> {
                    run.take(bound);
                    run.take(failed);
                }))
                .isNotEqualTo(digest(run -> {
                    run.take(failed);
                    run.take(bound);
                }));
    }

    @Test
    void countsTheTime() {
        BindReply bound = new BindReply.Bound();
        assertThat(digest(run -> run.take(bound))).isNotEqualTo(digest(run -> {
            run.clock(() -> Duration.ofSeconds(1));
            run.take(bound);
        }));
    }

    @Test
    void countsEachKindOfDecision() {
        List<Consumer<Decisions>> kinds = List.of(
                run -> {},
                run -> run.take(offer("taken", "taken")),
                run -> run.take(new FilterReply.Nodes(List.of("b"), Map.of("a", "taken"))),
                run -> run.take(new ScoreReply.Scores(Map.of("a", 3))),
                run -> run.take(new ScoreReply.Scores(Map.of("a", 4))),
                run -> run.take(new Extender.PreemptReply.Kept(Set.of("a"))),
                run -> run.take(new Extender.PreemptReply.Kept(Set.of("b"))),
                run -> run.take(new BindReply.Bound()),
                run -> run.take(new BindReply.Failed("gone")),
                run -> run.binds(new Permit(1, WEB, "a", new Moment(0))),
                run -> run.take(new Effect.Nominate(WEB, 1, "a")),
                run -> run.take(new Effect.Nominate(WEB, 2, "a")),
                run -> run.take(new Effect.Unnominate(WEB, "a")));
        assertThat(kinds.stream().map(DecisionsTest::digest)).doesNotHaveDuplicates();
    }
}
