package dev.evenkeel.app;

import java.time.Duration;

/**
 * What an instance does in order to lead, and what it does only while it leads.
 *
 * @param loop leader election
 * @param costs keeps deletion costs
 * @param problems reports what is wrong with Services and pods
 * @param measure starts to measure how far the feed is behind, once that has started
 * @param patience how long bindings under way may take at the end
 */
record LeaderTasks(
        LeaderLoop loop, ScaleDownLoop costs, ServiceProblems problems, Runnable measure, Duration patience) {
    void start() {
        loop.start();
        measure.run();
        costs.start();
        problems.start();
    }

    /** To be called while the watches still run: bindings under way are waited for, and their outcome is needed. */
    void stop() {
        costs.close();
        problems.close();
        loop.resign(patience);
    }
}
