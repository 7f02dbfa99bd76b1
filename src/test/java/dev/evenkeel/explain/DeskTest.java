package dev.evenkeel.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Four a second, whatever time it is. */
class DeskTest {
    private static final long START = Long.MAX_VALUE - 1_000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Desk desk = new Desk(4, START);
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @AfterEach
    void close() {
        desk.close();
    }

    private Optional<Duration> take(long nanos) {
        return desk.take(
                () -> {
                    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    done.incrementAndGet();
                    atOnce.decrementAndGet();
                },
                nanos);
    }

    private int taken(long nanos, int asked) {
        int taken = 0;
        for (int i = 0; i < asked; i++) {
            taken += take(nanos).isEmpty() ? 1 : 0;
        }
        return taken;
    }

    private void awaitDone(int expected) {
        await().untilAsserted(() -> assertThat(done).hasValue(expected));
    }

    @Test
    void takesAsManyAtOnceAsInASecondAndThenOneByOne() {
        assertThat(taken(START, 100)).isEqualTo(4);
        awaitDone(4);
        assertThat(take(START + SECOND / 8)).contains(Duration.ofNanos(SECOND / 8));
        assertThat(taken(START + SECOND / 4, 100)).isEqualTo(1);
        awaitDone(5);
        assertThat(taken(START + SECOND * 3_600, 100)).isEqualTo(4);
        awaitDone(9);
        assertThat(mostAtOnce).hasValue(1);
    }

    /** However slow one is. */
    @Test
    void refusesWorkIfTheQueueIsFull() {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Runnable slow = () -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        assertThat(desk.take(slow, START)).isEmpty();
        await().until(() -> begun.getCount() == 0);

        long now = START + 10 * SECOND;
        assertThat(taken(now, 10)).isEqualTo(4);
        assertThat(take(now + SECOND)).as("the line is full").contains(Duration.ofSeconds(1));
        end.countDown();
        awaitDone(4);
        assertThat(take(now + SECOND))
                .as("and what was not done does not count")
                .isEmpty();
    }
}
