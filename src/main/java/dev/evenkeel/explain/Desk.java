package dev.evenkeel.explain;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where explanations are made: on a thread of their own, one after the other, and no more than so many a second. However many
 * ask, the lock and the processors are the decisions' but for one question at a time.
 */
final class Desk implements AutoCloseable {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long pause;
    private final ThreadPoolExecutor worker;
    /** When the next one would be due were they evenly spread; as much as a second may be used ahead. */
    private long due;

    /**
     * @param perSecond how many are made within a second at most, and how many may wait
     * @param nanos the present moment, as {@link #take} is assigned it
     */
    Desk(int perSecond, long nanos) {
        this.pause = SECOND / perSecond;
        this.due = nanos - SECOND;
        this.worker = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(perSecond),
                Thread.ofPlatform().daemon().name("explain").factory());
        worker.allowCoreThreadTimeOut(true);
    }

    /**
     * Does the work as soon as what came before is done, or not at all; never waits.
     *
     * @return empty if it will be done, else how long to wait before asking again
     */
    synchronized Optional<Duration> take(Runnable work, long nanos) {
        if (nanos - due > SECOND) {
            due = nanos - SECOND;
        }
        if (nanos - due < pause) {
            return Optional.of(Duration.ofNanos(pause - (nanos - due)));
        }
        try {
            worker.execute(work);
            due += pause;
            return Optional.empty();
        } catch (RejectedExecutionException full) {
            return Optional.of(Duration.ofNanos(SECOND));
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
