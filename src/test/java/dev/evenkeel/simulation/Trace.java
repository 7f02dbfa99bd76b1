package dev.evenkeel.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened, line by line, for people. A trace that is off costs next to nothing: a run can be repeated with one. */
final class Trace {
    private final int most;
    private final List<String> first = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private Supplier<Duration> clock = () -> Duration.ZERO;
    private long left;

    private Trace(int most) {
        this.most = most;
    }

    static Trace off() {
        return new Trace(0);
    }

    /**
     * Keeps the first lines and the last ones.
     *
     * @param most of each
     */
    static Trace of(int most) {
        return new Trace(most);
    }

    void clock(Supplier<Duration> time) {
        clock = time;
    }

    void note(String who, Supplier<String> what) {
        if (most == 0) {
            return;
        }
        double seconds = clock.get().toNanos() / 1e9;
        String line = String.format(Locale.ROOT, "%10.4f  %-16s  %s", seconds, who, what.get());
        if (first.size() < most) {
            first.add(line);
            return;
        }
        last.add(line);
        if (last.size() > most) {
            last.remove();
            left++;
        }
    }

    @Override
    public String toString() {
        return String.join("\n", first) + (left > 0 ? "\n  … " + left + " lines …\n" : "\n") + String.join("\n", last);
    }
}
