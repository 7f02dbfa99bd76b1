package dev.evenkeel.leadership;

import dev.evenkeel.objects.Moment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How far a watch is: the version that was the newest at a moment is noted; once the watch has reported that version,
 * it has reported everything up to that moment.
 */
public final class Freshness {
    /** Enough: one is noted every few seconds, and a watch that is minutes behind is useless. */
    static final int MOST = 32;

    /** In the order of their moments, and so of their versions. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    private record Mark(Moment asOf, long version) {}

    /** At that moment, which is not before the last one noted, no version was newer than this one. */
    public void note(Moment asOf, long version) {
        if (marks.size() == MOST) {
            marks.removeFirst();
        }
        marks.addLast(new Mark(asOf, version));
    }

    /**
     * The watch has reported everything up to this version; the latest moment up to which that is everything, if it is
     * a new one.
     */
    public Optional<Moment> reported(long version) {
        Optional<Moment> reached = Optional.empty();
        while (!marks.isEmpty() && marks.getFirst().version <= version) {
            reached = Optional.of(marks.removeFirst().asOf);
        }
        return reached;
    }

    /** The earliest moment noted up to which not everything has been reported. */
    public Optional<Moment> oldest() {
        return Optional.ofNullable(marks.peekFirst()).map(Mark::asOf);
    }
}
