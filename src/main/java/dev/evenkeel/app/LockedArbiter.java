package dev.evenkeel.app;

import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.NodeTable;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

/** The one lock around the arbiter, and the clock that it is given. */
final class LockedArbiter implements Arbitration {
    private final ReentrantLock lock = new ReentrantLock();
    private final Arbiter arbiter;
    /** What {@link #nodes} returns; as of the last decision. */
    private volatile NodeTable nodes;

    LockedArbiter(Arbiter arbiter) {
        this.arbiter = arbiter;
        this.nodes = arbiter.cluster().table();
    }

    @Override
    public <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
        lock.lock();
        try {
            T decided = decision.apply(arbiter, new Moment(System.nanoTime()));
            nodes = arbiter.cluster().table();
            return decided;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public NodeTable nodes() {
        return nodes;
    }
}
