package dev.evenkeel.explain;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes explanations: on a thread of their own, one after the other, and only so many a second. However many are asked
 * for, only one at a time takes the lock and a processor from decisions.
 */
final class Desk implements AutoCloseable {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long pause;
    private final ThreadPoolExecutor worker;
    /** When the next one would be due if they were evenly spread; up to a second may be used ahead. */
    private long due;

    /**
     * @param perSecond how many are made within a second at most, and how many may wait
     * @param nanos the present moment, by the clock of {@link #take}
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
     * Does the work once earlier work is done, or not at all; never blocks.
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
