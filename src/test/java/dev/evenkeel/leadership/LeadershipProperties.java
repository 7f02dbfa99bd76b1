package dev.evenkeel.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Of several machines at most one decides, and none before it has seen all that comes of what another decided. */
class LeadershipProperties {
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void oneDecidesByALeaseOfTheirOwn(@ForAll long seed, @ForAll @IntRange(min = 2, max = 3) int machines) {
        hold(LeadershipSimulations.run(seed, machines, false), seed);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void oneDecidesByTheLeaseOfTheSchedulers(@ForAll long seed, @ForAll @IntRange(min = 2, max = 3) int machines) {
        hold(LeadershipSimulations.run(seed, machines, true), seed);
    }

    private static void hold(LeadershipWorld world, long seed) {
        assertThat(world.broken()).as("seed " + seed + "\n" + world.history()).isEmpty();
        assertThat(world.deciding()).as("seed " + seed + "\n" + world.history()).isEqualTo(1);
        assertThat(world.haveDecided())
                .as("seed " + seed + "\n" + world.history())
                .isPositive();
    }
}
