package dev.evenkeel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is kept follows the nodes that are alive, and not the names that there have ever been. */
class NodeChurnTest {
    private static final int ALIVE = 30;
    private static final int NAMES = 20_000;
    private static final int SAMPLES = 20;

    @Test
    void keepsNothingAfterAMonthOfNodesThatComeAndGo() {
        NodeChurn churn = new NodeChurn(ALIVE);
        reach(churn, 1_000);

        Most begun = most(churn, 3_000);
        reach(churn, NAMES - 2_000);
        Most ended = most(churn, NAMES);

        assertThat(churn.placements()).as("pods are created again").isGreaterThan(NAMES);
        assertThat(ended.size).as("%s%n%s", begun.what, ended.what).isLessThan(begun.size + begun.size / 10);
    }

    @Test
    void keepsNodeNumbersInProportionToLivingNodes() {
        NodeChurn churn = new NodeChurn(ALIVE);
        reach(churn, 2_000);

        // Those that are gone and still have pods have a number too.
        assertThat(churn.arbiter().cluster().table().size()).isBetween(ALIVE, ALIVE + 10);
        assertThat(Reach.of(churn.arbiter()).count("Node")).isBetween(ALIVE, ALIVE + 10);
    }

    private record Most(int size, String what) {}

    /** The most of what is kept at some times until there have been so many names. */
    private static Most most(NodeChurn churn, long until) {
        long first = churn.names();
        Most most = new Most(0, "");
        for (int i = 1; i <= SAMPLES; i++) {
            reach(churn, first + (until - first) * i / SAMPLES);
            Reach reach = Reach.of(churn.arbiter());
            most = reach.size() > most.size ? new Most(reach.size(), reach.toString()) : most;
        }
        return most;
    }

    private static void reach(NodeChurn churn, long names) {
        while (churn.names() < names) {
            churn.replace();
        }
    }
}
