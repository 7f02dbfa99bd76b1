package dev.evenkeel.leadership;

import dev.evenkeel.objects.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes a dead watch from a slow one. A dead one does not move although its server has news, and has to be
 * restarted with a list. One that moves, however far behind, is not restarted: a list would only add to the work that
 * it is behind by.
 *
 * <p>Checks are counted, not time: a process that was stopped finds nothing moved at its first check, and is not
 * stalled.
 */
public final class Stall {
    /** So many checks in a row find news, and the watch where it was at the check before. */
    static final int CHECKS = 5;
    /** The same where the server no longer remembers what the watch lacks, and so will never send it. */
    static final int CHECKS_IF_LOST = 1;

    /** Between two restarts; doubles each time, until the watch has caught up. */
    static final Duration LEAST_PAUSE = Duration.ofSeconds(30);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(8);

    private @Nullable Object position;
    private int still;
    private @Nullable Moment restarted;
    /** After the last restart. */
    private Duration pause = LEAST_PAUSE;

    /** After the next one. */
    private Duration nextPause = LEAST_PAUSE;

    /** This check finds the watch lacking nothing that its server has. */
    public void lacksNothing() {
        position = null;
        still = 0;
        pause = LEAST_PAUSE;
        nextPause = LEAST_PAUSE;
    }

    /**
     * This check finds that the server has news for the watch. Returns whether the watch has to be restarted now, and
     * then counts it as restarted.
     *
     * @param at where the watch is; equal to the value before if and only if it has neither read nor reported anything
     *     since
     * @param lost whether the server no longer remembers what the watch lacks
     */
    public boolean lacks(Object at, boolean lost, Moment now) {
        still = at.equals(position) ? still + 1 : 0;
        position = at;
        boolean stalled = still >= (lost ? CHECKS_IF_LOST : CHECKS);
        if (!stalled || !isRested(now)) {
            return false;
        }
        restarted = now;
        pause = nextPause;
        Duration twice = pause.multipliedBy(2);
        nextPause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        still = 0;
        return true;
    }

    private boolean isRested(Moment now) {
        return restarted == null || !now.isBefore(restarted.plus(pause));
    }
}
