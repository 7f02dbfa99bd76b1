package dev.evenkeel.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The pods that a scheduler has to place, as kube-scheduler keeps them: the active ones by priority and age; those whose
 * last cycle failed, which are tried again after a backoff; and those that no node would take, which wait for something to
 * happen in the cluster that may help them, but no longer than five minutes. What happens while a pod is being tried
 * counts for it afterwards.
 */
final class SchedulingQueue {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    /** The pool is looked through this often. */
    private static final Duration FLUSH = Duration.ofSeconds(30);

    private final World world;
    private final Runnable somethingActive;
    private final Map<String, Queued> pods = new LinkedHashMap<>();
    private final PriorityQueue<Queued> active = new PriorityQueue<>(
            Comparator.comparingInt((Queued each) -> -each.pod.workload().priority())
                    .thenComparing(each -> each.since)
                    .thenComparingLong(each -> each.number));
    private long numbers;

    /** Something that may help a waiting pod. */
    enum Occurrence {
        NODE_CHANGED,
        POD_LEFT,
        POD_CHANGED
    }

    private enum Place {
        ACTIVE,
        TRIED,
        BACKOFF,
        UNSCHEDULABLE,
        LEFT
    }

    /** One pod. */
    static final class Queued {
        private final long number;
        private StoredPod pod;
        private Place place = Place.ACTIVE;
        private Duration since;
        private int attempts;
        private boolean byExtender;
        private long stay;
        private final Set<Occurrence> meanwhile = EnumSet.noneOf(Occurrence.class);

        private Queued(long number, StoredPod pod, Duration since) {
            this.number = number;
            this.pod = pod;
            this.since = since;
        }

        StoredPod pod() {
            return pod;
        }

        int attempts() {
            return attempts;
        }

        private boolean isHelpedBy(Occurrence occurrence) {
            // Whom an extender turned away any event may help; the plugins say which events do.
            return byExtender || occurrence != Occurrence.POD_CHANGED;
        }
    }

    /**
     * An empty queue.
     *
     * @param somethingActive is called when there is a pod to be tried
     */
    SchedulingQueue(World world, Runnable somethingActive) {
        this.world = world;
        this.somethingActive = somethingActive;
    }

    /** A waiting pod is there, or has changed. */
    void put(StoredPod pod) {
        Queued known = pods.get(pod.uid());
        if (known == null) {
            Queued added = new Queued(++numbers, pod, world.elapsed());
            pods.put(pod.uid(), added);
            activate(added);
            return;
        }
        known.pod = pod;
        if (known.place == Place.UNSCHEDULABLE && known.byExtender) {
            wake(known);
        } else if (known.place == Place.TRIED) {
            known.meanwhile.add(Occurrence.POD_CHANGED);
        }
    }

    void remove(String uid) {
        Queued known = pods.remove(uid);
        if (known != null) {
            active.remove(known);
            move(known, Place.LEFT);
        }
    }

    /** Takes the next pod out to be tried. */
    Optional<Queued> take() {
        Queued next = active.poll();
        if (next != null) {
            move(next, Place.TRIED);
            next.attempts++;
            next.meanwhile.clear();
        }
        return Optional.ofNullable(next);
    }

    boolean isIdle() {
        return active.isEmpty();
    }

    /** A try ended in an error. */
    void failed(Queued pod) {
        if (pod.place == Place.TRIED) {
            backOff(pod);
        }
    }

    /** A try found no node. */
    void unschedulable(Queued pod, boolean byExtender) {
        if (pod.place != Place.TRIED) {
            return;
        }
        pod.byExtender = byExtender;
        if (pod.meanwhile.stream().anyMatch(pod::isHelpedBy)) {
            backOff(pod);
            return;
        }
        pod.since = world.elapsed();
        long stay = move(pod, Place.UNSCHEDULABLE);
        world.after(LONGEST_WAIT.plus(FLUSH), () -> {
            if (pod.stay == stay) {
                activate(pod);
            }
        });
    }

    /** Something has happened: who waits for that is tried again. */
    void happened(Occurrence occurrence) {
        for (Queued pod : new ArrayList<>(pods.values())) {
            if (pod.place == Place.TRIED) {
                pod.meanwhile.add(occurrence);
            } else if (pod.place == Place.UNSCHEDULABLE && pod.isHelpedBy(occurrence)) {
                wake(pod);
            }
        }
    }

    private void wake(Queued pod) {
        Duration over = pod.since.plus(backoff(pod));
        if (over.compareTo(world.elapsed()) > 0) {
            waitUntil(over, pod);
        } else {
            activate(pod);
        }
    }

    private void backOff(Queued pod) {
        pod.since = world.elapsed();
        waitUntil(pod.since.plus(backoff(pod)), pod);
    }

    private void waitUntil(Duration time, Queued pod) {
        long stay = move(pod, Place.BACKOFF);
        world.at(time, () -> {
            if (pod.stay == stay) {
                activate(pod);
            }
        });
    }

    private static Duration backoff(Queued pod) {
        Duration backoff = FIRST_BACKOFF;
        for (int i = 1; i < pod.attempts && backoff.compareTo(LONGEST_BACKOFF) < 0; i++) {
            backoff = backoff.multipliedBy(2);
        }
        return backoff.compareTo(LONGEST_BACKOFF) < 0 ? backoff : LONGEST_BACKOFF;
    }

    private void activate(Queued pod) {
        move(pod, Place.ACTIVE);
        pod.since = world.elapsed();
        active.add(pod);
        somethingActive.run();
    }

    private static long move(Queued pod, Place place) {
        pod.place = place;
        return ++pod.stay;
    }
}
