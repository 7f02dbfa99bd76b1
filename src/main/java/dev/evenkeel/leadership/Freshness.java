package dev.evenkeel.leadership;

import dev.evenkeel.cluster.Moment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How far a watch is: versions that were there at a moment are noted, and once the watch has told them, it has told all of
 * that moment.
 */
public final class Freshness {
    /** As many as are of use: one is noted every few seconds, and a watch that is minutes behind is of none. */
    static final int MOST = 32;

    /** In the order of their moments, and so of their versions. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    private record Mark(Moment asOf, long version) {}

    /** At that moment, and not before the last one noted, the newest version was this or an older one. */
    public void note(Moment asOf, long version) {
        if (marks.size() == MOST) {
            marks.removeFirst();
        }
        marks.addLast(new Mark(asOf, version));
    }

    /** The watch has told everything up to this version: the latest moment of which all has been told, if that is news. */
    public Optional<Moment> told(long version) {
        Optional<Moment> reached = Optional.empty();
        while (!marks.isEmpty() && marks.getFirst().version <= version) {
            reached = Optional.of(marks.removeFirst().asOf);
        }
        return reached;
    }

    /** The earliest moment noted of which not all has been told. */
    public Optional<Moment> oldest() {
        return Optional.ofNullable(marks.peekFirst()).map(Mark::asOf);
    }
}
