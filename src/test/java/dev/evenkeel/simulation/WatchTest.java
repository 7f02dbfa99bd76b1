package dev.evenkeel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.labels.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a watch tells, and when. */
class WatchTest {
    private final World world = new World(new Chance(1), Trace.off());
    private final ApiServer api = new ApiServer(world);
    private final List<String> told = new ArrayList<>();
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
                    told.add(node.name());
                }

                @Override
                public void gone(Node node) {
                    told.add(node.name() + " gone");
                }

                @Override
                public void listed() {
                    told.add("listed");
                }
            },
            Watch.Lag.millis(100, 200));

    private void begin() {
        put("a");
        put("b");
        watch.start();
        pass(1_000);
        told.clear();
    }

    private void put(String name) {
        api.put(new Node(name, 0, Labels.NONE, true, false, Resources.NONE));
    }

    private void pass(long millis) {
        world.runUntil(world.elapsed().plusMillis(millis));
    }

    @Test
    void whatIsThereIsListedFirst() {
        put("a");
        watch.start();
        pass(1_000);
        put("b");
        pass(99);
        assertThat(told).containsExactly("a", "listed");

        pass(200);
        assertThat(told).containsExactly("a", "listed", "b");
    }

    @Test
    void aBrokenWatchGoesOnWhereItWas() {
        begin();
        watch.breakFor(Duration.ofSeconds(5), false);
        put("c");
        api.removeNode("c");
        pass(4_999);
        assertThat(told).isEmpty();

        pass(1_000);
        assertThat(told).containsExactly("c", "c gone");
    }

    @Test
    void aNewListTellsTheDifferencesOnly() {
        begin();
        watch.breakFor(Duration.ofSeconds(5), true);
        put("c");
        api.removeNode("c");
        api.removeNode("a");
        pass(7_000);

        assertThat(told).containsExactly("b", "a gone");
    }
}
