package dev.evenkeel.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.file.PodObject;
import dev.evenkeel.rehearse.SchedulingCycle.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SchedulingCycleTest {
    private static final PodObject WEB = Scenes.pod("web", "web", "");

    private final List<NodeRoom> rooms =
            Scenes.nodes("z1:a,b,c,d").stream().map(NodeRoom::new).toList();

    private SchedulingCycle cycle(Optional<NodeRoom> nominated, int enough) {
        return new SchedulingCycle(WEB, nominated, rooms, enough, new SplittableRandom(1));
    }

    private static FilterReply offers(String... nodes) {
        return new FilterReply.Nodes(List.of(nodes), Map.of());
    }

    @Test
    void looksAtNoMoreNodesThanEnough() {
        SchedulingCycle cycle = cycle(Optional.empty(), 2);

        assertThat(cycle.begin()).isEqualTo(new Step.AskFilter(List.of("a", "b")));
        assertThat(cycle.lookedAt()).isEqualTo(2);
    }

    @Test
    void takesTheNominatedNodeIfItFits() {
        SchedulingCycle cycle = cycle(Optional.of(rooms.get(2)), 4);

        assertThat(cycle.begin()).isEqualTo(new Step.AskFilter(List.of("c")));
        assertThat(cycle.filtered(offers("c"))).isEqualTo(new Step.Chosen("c"));
    }

    @Test
    void looksAtAllNodesIfTheNominatedOneIsRefused() {
        for (FilterReply reply : List.of(offers(), new FilterReply.Failed("not now"))) {
            SchedulingCycle cycle = cycle(Optional.of(rooms.get(2)), 4);
            cycle.begin();

            assertThat(cycle.filtered(reply)).isEqualTo(new Step.AskFilter(List.of("a", "b", "c", "d")));
        }
    }

    @Test
    void endsDifferentlyByAnEmptyOfferAndByAnError() {
        SchedulingCycle refused = cycle(Optional.empty(), 4);
        refused.begin();
        SchedulingCycle failed = cycle(Optional.empty(), 4);
        failed.begin();

        assertThat(refused.filtered(new FilterReply.Nodes(List.of(), Map.of("a", "full", "b", "full"))))
                .isEqualTo(new Step.Unschedulable("0/4 nodes are available: 2 full.", true));
        assertThat(failed.filtered(new FilterReply.Failed("not now"))).isEqualTo(new Step.Failed("not now"));
    }
}
