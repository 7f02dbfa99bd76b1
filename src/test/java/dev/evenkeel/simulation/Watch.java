package dev.evenkeel.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One client's list and watch of one resource, as an informer does it: a consistent list first, then every change in
 * order, each some time after it happened. A watch may stand still, and it may break; then it resumes where it was, or
 * lists again and reports the differences.
 */
final class Watch<T> implements ChangeLog.Reader {
    private static final Duration LIST_LEAST = Duration.ofMillis(5);
    private static final Duration LIST_MOST = Duration.ofMillis(300);

    private final String name;
    private final World world;
    private final ChangeLog<T> log;
    private final Supplier<List<T>> lister;
    private final Function<T, String> key;
    private final Listener<T> listener;
    private final Lag lag;
    private final SplittableRandom random;
    /** What has been reported as there, by name. */
    private final Map<String, T> reported = new LinkedHashMap<>();

    private State state = State.LISTING;
    private int life;
    private long position;
    private boolean pumping;
    private Duration stillUntil = Duration.ZERO;
    private boolean calm;

    private enum State {
        LISTING,
        WATCHING,
        BROKEN,
        CLOSED
    }

    /** How far a watch is behind; each change by some time between these. */
    record Lag(Duration least, Duration most) {
        static final Lag CALM = new Lag(Duration.ofMillis(1), Duration.ofMillis(20));

        static Lag millis(long least, long most) {
            return new Lag(Duration.ofMillis(least), Duration.ofMillis(most));
        }

        @Override
        public String toString() {
            return least.toMillis() + " to " + most.toMillis() + " ms";
        }
    }

    /** Where events go. */
    interface Listener<T> {
        /** How long it will not take anything in, because its process stands still. */
        Duration heldUp();

        void changed(T object);

        void gone(T object);

        /** The first list has been reported. */
        void listed();
    }

    Watch(
            String name,
            World world,
            ChangeLog<T> log,
            Supplier<List<T>> lister,
            Function<T, String> key,
            Listener<T> listener,
            Lag lag) {
        this.name = name;
        this.world = world;
        this.log = log;
        this.lister = lister;
        this.key = key;
        this.listener = listener;
        this.lag = lag;
        this.random = world.chance().of("watch " + name);
    }

    void start() {
        log.open(this);
        list(true);
    }

    void close() {
        state = State.CLOSED;
        life++;
        log.close(this);
    }

    /** The connection breaks; after a while it is taken up again. */
    void breakFor(Duration duration, boolean relist) {
        if (state != State.WATCHING) {
            return;
        }
        world.figures().count(Figures.Figure.WATCHES_BROKEN);
        world.trace().note(name, () -> "breaks for " + duration.toMillis() + " ms" + (relist ? ", then lists" : ""));
        state = State.BROKEN;
        int broken = ++life;
        world.after(duration, () -> {
            if (life == broken) {
                resume(relist);
            }
        });
    }

    private void resume(boolean relist) {
        if (relist) {
            world.figures().count(Figures.Figure.RELISTS);
            list(false);
        } else {
            state = State.WATCHING;
            grew();
        }
    }

    /** Whether everything has been reported that was in the log up to there. */
    boolean hasReportedThrough(long end) {
        return state != State.LISTING && position >= end;
    }

    /** Nothing comes through for a while. */
    void standStill(Duration duration) {
        world.trace().note(name, () -> "stands still for " + duration.toMillis() + " ms");
        stillUntil = world.elapsed().plus(duration);
    }

    /** From now on it is quick. */
    void calmDown() {
        calm = true;
        stillUntil = Duration.ZERO;
    }

    // ---- list

    private void list(boolean first) {
        state = State.LISTING;
        int begun = ++life;
        world.after(Chance.between(random, LIST_LEAST, LIST_MOST), () -> {
            if (life == begun) {
                List<T> list = lister.get();
                position = log.end();
                world.after(Chance.between(random, LIST_LEAST, LIST_MOST), () -> receive(list, first, begun));
            }
        });
    }

    private void receive(List<T> list, boolean first, int begun) {
        if (life != begun) {
            return;
        }
        Duration held = listener.heldUp();
        if (!held.isZero()) {
            world.after(held.plusMillis(1), () -> receive(list, first, begun));
            return;
        }
        world.trace().note(name, () -> "lists " + list.size());
        state = State.WATCHING;
        Set<String> absent = new LinkedHashSet<>(reported.keySet());
        for (T each : list) {
            absent.remove(key.apply(each));
            tell(each);
        }
        for (String name : absent) {
            T gone = reported.remove(name);
            if (gone != null) {
                listener.gone(gone);
            }
        }
        if (first) {
            listener.listed();
        }
        grew();
    }

    private void tell(T object) {
        reported.put(key.apply(object), object);
        listener.changed(object);
    }

    // ---- watch

    @Override
    public long position() {
        // A broken watch may resume where it was.
        return state == State.LISTING ? Math.min(position, log.end()) : position;
    }

    @Override
    public void grew() {
        if (state == State.WATCHING && !pumping && position < log.end()) {
            pumping = true;
            Lag now = calm ? Lag.CALM : lag;
            world.after(Chance.between(random, now.least, now.most), this::pump);
        }
    }

    private void pump() {
        pumping = false;
        // A list may have shown everything meanwhile.
        if (state != State.WATCHING || position >= log.end()) {
            return;
        }
        Duration held = longer(listener.heldUp(), stillUntil.minus(world.elapsed()));
        if (held.isPositive()) {
            pumping = true;
            world.after(held.plusMillis(1), this::pump);
            return;
        }
        int many = 1 + random.nextInt((int) (log.end() - position));
        for (ChangeLog.Change<T> change : next(many)) {
            switch (change) {
                case ChangeLog.Change.Put<T>(T object) -> tell(object);
                case ChangeLog.Change.Gone<T>(T object) -> {
                    reported.remove(key.apply(object));
                    listener.gone(object);
                }
            }
        }
        grew();
    }

    private List<ChangeLog.Change<T>> next(int many) {
        List<ChangeLog.Change<T>> next = new ArrayList<>(many);
        for (int i = 0; i < many; i++) {
            next.add(log.at(position++));
        }
        return next;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    @Override
    public String toString() {
        return name;
    }
}
