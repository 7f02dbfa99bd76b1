package dev.evenkeel.simulation;

import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Virtual time: what is to happen, in the order of its time; what falls on the same instant, in an order that the seed
 * decides. Nothing else moves the clock, so that a run is the same each time.
 */
final class World {
    // Close to where a monotonic counter wraps: whoever compares moments as plain numbers is found out.
    private static final long BEGINNING = Long.MAX_VALUE - Duration.ofMinutes(2).toNanos();

    private record Event(long at, long tie, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::tie));
    private final SplittableRandom ties;
    private final Chance chance;
    private final Trace trace;
    private final Figures figures = new Figures();
    private final Decisions decisions = new Decisions();
    private long now;
    private long step;

    World(Chance chance, Trace trace) {
        this.chance = chance;
        this.trace = trace;
        this.ties = chance.of("ties");
        trace.clock(this::elapsed);
        decisions.clock(this::elapsed);
    }

    Chance chance() {
        return chance;
    }

    Trace trace() {
        return trace;
    }

    Figures figures() {
        return figures;
    }

    Decisions decisions() {
        return decisions;
    }

    /** The present moment, as a process's monotonic clock shows it. */
    Moment now() {
        return new Moment(BEGINNING + now);
    }

    /** The time since the world began. */
    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    /** How many things have happened. */
    long step() {
        return step;
    }

    /** Has something happen once {@code delay} has passed. */
    void after(Duration delay, Runnable action) {
        events.add(new Event(now + delay.toNanos(), ties.nextLong(), action));
    }

    /** Has something happen at a time since the world began; at once if that is past. */
    void at(Duration time, Runnable action) {
        events.add(new Event(Math.max(now, time.toNanos()), ties.nextLong(), action));
    }

    /** Lets everything happen up to a time since the world began. */
    void runUntil(Duration time) {
        long end = time.toNanos();
        while (!events.isEmpty() && events.element().at <= end) {
            Event next = events.remove();
            now = next.at;
            step++;
            next.action.run();
        }
        now = end;
    }
}
