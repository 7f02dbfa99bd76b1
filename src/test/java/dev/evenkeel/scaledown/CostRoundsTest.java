package dev.evenkeel.scaledown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.rule.DeletionCost;
import dev.evenkeel.traffic.TrafficModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When costs are computed, and when they are written. */
class CostRoundsTest {
    private final CostRounds rounds = new CostRounds(new DeletionCosts(PlanSettings.DEFAULTS));
    private Moment now = new Moment(Long.MAX_VALUE - 1_000);

    /** So many pods of a Service, each on a node of its own; the first {@code costly} of them have evenkeel's cost. */
    private static ScaleDownQuestion pods(String service, int count, int costly) {
        List<ScaleDownQuestion.PodOnNode> pods = IntStream.range(0, count)
                .mapToObj(i -> new ScaleDownQuestion.PodOnNode(
                        new PodId("shop", service + "-" + i, service + "-uid-" + i),
                        i,
                        i < costly ? new DeletionCost.Own(-DeletionCosts.STEP * (count - i)) : new DeletionCost.None()))
                .toList();
        ScaleDown.View view = new ScaleDown.View(
                new TrafficModel.NodeEven(),
                Collections.nCopies(count, 0),
                Collections.nCopies(count, true),
                Collections.nCopies(count, 1));
        return new ScaleDownQuestion(List.of(new ScaleDownQuestion.WorkloadPods(pods, List.of(view))));
    }

    private CostRoundsTest after(Duration pause) {
        now = now.plus(pause);
        return this;
    }

    private List<CostChange> everything() {
        List<CostChange> all = new ArrayList<>();
        for (Optional<CostChange> next = rounds.next(now); next.isPresent(); next = rounds.next(now)) {
            all.add(next.get());
            after(CostRounds.WRITE);
        }
        return all;
    }

    @Test
    void computesCostsOncePodsHaveStoppedChanging() {
        assertThat(rounds.due(Set.of("web"), now)).containsExactly("web");
        rounds.looked("web", pods("web", 4, 0), now);
        assertThat(rounds.due(Set.of("web"), now)).isEmpty();
        assertThat(rounds.next(now)).isEmpty();

        after(CostRounds.LOOK);
        assertThat(rounds.due(Set.of("web"), now)).containsExactly("web");
        rounds.looked("web", pods("web", 6, 0), now);
        assertThat(rounds.next(now)).isEmpty();

        after(CostRounds.LOOK).rounds.looked("web", pods("web", 6, 0), now);
        assertThat(everything()).hasSize(3);
    }

    @Test
    void computesCostsAfterAMinuteIfPodsKeepChanging() {
        for (int pods = 4; pods < 16; pods++) {
            rounds.looked("web", pods("web", pods, 0), now);
            assertThat(rounds.next(now)).isEmpty();
            after(CostRounds.LOOK);
        }
        rounds.looked("web", pods("web", 16, 0), now);

        assertThat(everything()).hasSize(8);
    }

    @Test
    void computesCostsOfAServiceAtMostOnceAMinute() {
        Moment begun = showTwice("web", 4, 0);
        everything();
        List<Long> computed = new ArrayList<>();
        for (int looks = 0; looks < 40; looks++) {
            after(CostRounds.LOOK).rounds.looked("web", pods("web", 6, 0), now);
            Moment looked = now;
            if (!everything().isEmpty()) {
                computed.add(looked.since(begun).toSeconds());
            }
        }

        assertThat(computed)
                .hasSizeGreaterThan(1)
                .allSatisfy(at -> assertThat(at).isGreaterThanOrEqualTo(60));
        for (int i = 1; i < computed.size(); i++) {
            assertThat(computed.get(i) - computed.get(i - 1)).isGreaterThanOrEqualTo(60);
        }
    }

    @Test
    void writesNothingIfAllCostsAreRight() {
        showTwice("web", 4, 2);

        assertThat(everything()).isEmpty();
        for (int looks = 0; looks < 30; looks++) {
            after(CostRounds.LOOK).rounds.looked("web", pods("web", 4, 2), now);
            assertThat(rounds.next(now)).isEmpty();
        }
    }

    @Test
    void writesFiveCostsASecondAndServicesTakeTurns() {
        showTwice("web", 20, 0);
        showTwice("db", 20, 0);
        List<String> written = new ArrayList<>();
        for (int millis = 0; millis < 2_000; millis += 50) {
            rounds.next(now).ifPresent(change -> written.add(change.pod().name().replaceAll("-.*", "")));
            after(Duration.ofMillis(50));
        }

        assertThat(written)
                .hasSize(10)
                .containsExactly("web", "db", "web", "db", "web", "db", "web", "db", "web", "db");
    }

    @Test
    void forgetsAServiceThatIsGone() {
        showTwice("web", 4, 0);
        rounds.due(Set.of(), now);

        assertThat(everything()).isEmpty();
    }

    @Test
    void reportsCostsOfOtherWritersOnceAndCountsThem() {
        ScaleDownQuestion question = pods("web", 2, 0);
        ScaleDownQuestion.WorkloadPods workload = question.workloads().getFirst();
        ScaleDownQuestion.PodOnNode first = workload.pods().getFirst();
        ScaleDownQuestion taken = new ScaleDownQuestion(List.of(new ScaleDownQuestion.WorkloadPods(
                List.of(
                        new ScaleDownQuestion.PodOnNode(first.pod(), first.node(), new DeletionCost.Foreign(false)),
                        workload.pods().getLast()),
                workload.views())));

        assertThat(rounds.looked("web", taken, now)).contains(new CostRounds.LeftAlone("web", 1, first.pod()));
        assertThat(rounds.looked("web", taken, after(CostRounds.LOOK).now)).isEmpty();
        assertThat(rounds.foreign()).isEqualTo(1);
        assertThat(everything())
                .extracting(CostChange::pod)
                .containsExactly(workload.pods().getLast().pod());
    }

    /** Looks at a Service twice; returns the moment when its costs are computed first. */
    private Moment showTwice(String service, int count, int costly) {
        rounds.looked(service, pods(service, count, costly), now);
        rounds.looked(service, pods(service, count, costly), after(CostRounds.LOOK).now);
        return now;
    }
}
