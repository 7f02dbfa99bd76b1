package dev.evenkeel.api;

import java.util.function.Consumer;

/** Where the arbiter's knowledge of the cluster comes from. */
public interface ClusterFeed extends AutoCloseable {
    /**
     * Begins to tell what there is and then what happens, from threads of its own. Per pod and node in order;
     * {@link ClusterEvent.Synced} once, after everything that was there at the beginning.
     */
    void start(Consumer<ClusterEvent> events);

    @Override
    void close();
}
