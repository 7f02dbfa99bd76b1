package dev.evenkeel.caps;

import dev.evenkeel.cluster.Tally;
import java.util.HashMap;
import java.util.Map;

/**
 * The groups that are counted for the sake of targets which may be broken: preferred terms, and plans of Services. They are
 * bounded by themselves, so that no number of them keeps a required rule from being followed.
 */
public final class SoftGroups {
    private final int most;
    private final Map<Tally.Key, Integer> users = new HashMap<>();

    /**
     * None yet.
     *
     * @param most how many there may be at once, 1 or more
     */
    public SoftGroups(int most) {
        this.most = most;
    }

    /** How many there may be at once; and so many plans, of which several may share a group. */
    public int most() {
        return most;
    }

    /** Whether this one is counted, or may be. */
    public boolean hasRoom(Tally.Key group) {
        return users.containsKey(group) || users.size() < most;
    }

    /** Somebody counts it, and gives it back with {@link #leave}; whether there is room is up to the caller. */
    public void join(Tally.Key group) {
        users.merge(group, 1, Integer::sum);
    }

    /** Takes one {@link #join} back. */
    public void leave(Tally.Key group) {
        users.computeIfPresent(group, (each, count) -> count == 1 ? null : count - 1);
    }
}
