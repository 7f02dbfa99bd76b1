package dev.evenkeel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a watch reports, and when. */
class WatchTest {
    private final World world = new World(new Chance(1), Trace.off());
    private final ApiServer api = new ApiServer(world);
    private final List<String> reported = new ArrayList<>();
    private final Watch<Node> watch = new Watch<>(
            "watch",
            world,
            api.nodeLog(),
            api::listNodes,
            Node::name,
            new Watch.Listener<>() {
                @Override
                public Duration heldUp() {
                    return Duration.ZERO;
                }

                @Override
                public void changed(Node node) {
                    reported.add(node.name());
                }

                @Override
                public void gone(Node node) {
                    reported.add(node.name() + " gone");
                }

                @Override
                public void listed() {
                    reported.add("listed");
                }
            },
            Watch.Lag.millis(100, 200));

    private void begin() {
        put("a");
        put("b");
        watch.start();
        pass(1_000);
        reported.clear();
    }

    private void put(String name) {
        api.put(new Node(name, 0, Labels.NONE, true, false, Resources.NONE));
    }

    private void pass(long millis) {
        world.runUntil(world.elapsed().plusMillis(millis));
    }

    @Test
    void listsWhatIsThereFirst() {
        put("a");
        watch.start();
        pass(1_000);
        put("b");
        pass(99);
        assertThat(reported).containsExactly("a", "listed");

        pass(200);
        assertThat(reported).containsExactly("a", "listed", "b");
    }

    @Test
    void resumesABrokenWatchWhereItWas() {
        begin();
        watch.breakFor(Duration.ofSeconds(5), false);
        put("c");
        api.removeNode("c");
        pass(4_999);
        assertThat(reported).isEmpty();

        pass(1_000);
        assertThat(reported).containsExactly("c", "c gone");
    }

    @Test
    void reportsOnlyDifferencesAfterARelist() {
        begin();
        watch.breakFor(Duration.ofSeconds(5), true);
        put("c");
        api.removeNode("c");
        api.removeNode("a");
        pass(7_000);

        assertThat(reported).containsExactly("b", "a gone");
    }
}
