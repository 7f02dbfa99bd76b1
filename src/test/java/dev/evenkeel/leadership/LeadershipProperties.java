package dev.evenkeel.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Of several machines at most one decides, and none before it has seen all that comes of what another decided. */
class LeadershipProperties {
    private static final Duration FAULTS = Duration.ofMinutes(8);
    private static final Duration CALM = Duration.ofMinutes(2);

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void byALeaseOfTheirOwn(@ForAll long seed, @ForAll @IntRange(min = 2, max = 3) int machines) {
        hold(new LeadershipWorld(seed, machines, false), seed);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void byTheLeaseOfTheSchedulersBesideThem(@ForAll long seed, @ForAll @IntRange(min = 2, max = 3) int machines) {
        hold(new LeadershipWorld(seed, machines, true), seed);
    }

    private static void hold(LeadershipWorld world, long seed) {
        world.run(FAULTS, CALM);

        assertThat(world.broken()).as("seed " + seed + "\n" + world.history()).isEmpty();
        assertThat(world.deciding()).as("seed " + seed + "\n" + world.history()).isEqualTo(1);
        assertThat(world.haveDecided())
                .as("seed " + seed + "\n" + world.history())
                .isPositive();
    }
}
