package dev.evenkeel.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A watch is restarted soon if it is dead; never if it is only slow; and ever more rarely if that does not help. */
class StallProperties {
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Moment start = new Moment(Long.MAX_VALUE - 5_000_000_000L);

    private Moment at(int look) {
        return start.plus(LOOK.multipliedBy(look));
    }

    /** However far behind, and whatever the server remembers. */
    @Property
    void doesNotRestartAWatchThatMovesBetweenChecks(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Stall stall = new Stall();
        int position = 0;
        int still = 0;
        for (int look = 0; look < 500; look++) {
            boolean lost = random.nextInt(3) == 0;
            boolean moves = still == Stall.CHECKS - 1 || lost || random.nextBoolean();
            position += moves ? 1 : 0;
            still = moves ? 0 : still + 1;
            assertThat(stall.lacks(position, lost, at(look))).isFalse();
        }
    }

    @Example
    void restartsAWatchThatDoesNotMoveAfterSomeChecks() {
        Stall stall = new Stall();
        for (int look = 0; look < Stall.CHECKS; look++) {
            assertThat(stall.lacks("here", false, at(look))).isFalse();
        }
        assertThat(stall.lacks("here", false, at(Stall.CHECKS))).isTrue();
    }

    @Example
    void restartsAtTheNextCheckIfTheServerHasForgottenTheVersion() {
        Stall stall = new Stall();
        assertThat(stall.lacks("here", true, at(0))).isFalse();
        assertThat(stall.lacks("here", true, at(1))).isTrue();
    }

    /** What was found before a process stood still, and once after, are two looks. */
    @Example
    void doesNotRestartAfterTheProcessWasStopped() {
        Stall stall = new Stall();
        assertThat(stall.lacks("here", false, at(0))).isFalse();
        assertThat(stall.lacks("here", false, at(10_000))).isFalse();
    }

    @Example
    void restartsMoreRarelyIfRestartsDoNotHelp() {
        Stall stall = new Stall();
        List<Integer> begun = begun(stall, 0, 1_000);

        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < begun.size(); i++) {
            pauses.add(LOOK.multipliedBy(begun.get(i) - begun.get(i - 1)).toSeconds());
        }
        assertThat(pauses).startsWith(30L, 60L, 120L, 240L, 480L, 480L);
    }

    @Example
    void resetsThePauseOnceTheWatchHasCaughtUp() {
        Stall stall = new Stall();
        begun(stall, 0, 200);
        stall.lacksNothing();

        assertThat(begun(stall, 10_000, 10_022)).hasSize(2);
    }

    private List<Integer> begun(Stall stall, int from, int to) {
        List<Integer> begun = new ArrayList<>();
        for (int look = from; look < to; look++) {
            if (stall.lacks("here", false, at(look))) {
                begun.add(look);
            }
        }
        return begun;
    }
}
