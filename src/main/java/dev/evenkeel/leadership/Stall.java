package dev.evenkeel.leadership;

import dev.evenkeel.cluster.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells a watch that is dead from one that is slow. A dead one does not move though its server has news, and has to be begun
 * anew with a list. One that moves, however far behind, is not: a list is more work for who is behind by too much work.
 *
 * <p>Looks are counted and not time: a process that stood still finds the same at the first look after, and is not stalled.
 */
public final class Stall {
    /** So many looks in a row find news, and the watch where it was at the look before. */
    static final int LOOKS = 5;
    /** The same where the server remembers less than the watch lacks: nobody will tell it any more. */
    static final int LOOKS_IF_LOST = 1;

    /** Between two new beginnings; doubles each time, until the watch has caught up. */
    static final Duration LEAST_PAUSE = Duration.ofSeconds(30);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(8);

    private @Nullable Object position;
    private int still;
    private @Nullable Moment begun;
    /** After that new beginning, and after the next one. */
    private Duration pause = LEAST_PAUSE;

    private Duration nextPause = LEAST_PAUSE;

    /** At this look the watch lacks nothing that its server has. */
    public void lacksNothing() {
        position = null;
        still = 0;
        pause = LEAST_PAUSE;
        nextPause = LEAST_PAUSE;
    }

    /**
     * At this look the server has news for the watch; tells whether the watch has to be begun anew now, which is then taken
     * as done.
     *
     * @param at where the watch is; equal to what it was before if and only if it has neither read nor told anything
     * @param lost whether the server remembers less than the watch lacks
     */
    public boolean lacks(Object at, boolean lost, Moment now) {
        still = at.equals(position) ? still + 1 : 0;
        position = at;
        boolean stalled = still >= (lost ? LOOKS_IF_LOST : LOOKS);
        if (!stalled || !isRested(now)) {
            return false;
        }
        begun = now;
        pause = nextPause;
        Duration twice = pause.multipliedBy(2);
        nextPause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        still = 0;
        return true;
    }

    private boolean isRested(Moment now) {
        return begun == null || !now.isBefore(begun.plus(pause));
    }
}
