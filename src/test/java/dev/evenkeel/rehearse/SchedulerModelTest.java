package dev.evenkeel.rehearse;

import static dev.evenkeel.rehearse.Scenes.asking;
import static dev.evenkeel.rehearse.Scenes.cordoned;
import static dev.evenkeel.rehearse.Scenes.node;
import static dev.evenkeel.rehearse.Scenes.nodes;
import static dev.evenkeel.rehearse.Scenes.onlyOn;
import static dev.evenkeel.rehearse.Scenes.placed;
import static dev.evenkeel.rehearse.Scenes.pod;
import static dev.evenkeel.rehearse.Scenes.replicas;
import static dev.evenkeel.rehearse.Scenes.withPriority;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.file.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SchedulerModelTest {
    private static final SchedulerSettings SETTINGS = new SchedulerSettings(Set.of(Scenes.SCHEDULER), 3, 1);

    private final ScriptedDriver driver = new ScriptedDriver();

    // ---- with evenkeel

    @Test
    void placesABurstStrictlyAndLeavesTheRestWaitingWithTheReason() {
        List<Node> nodes = new ArrayList<>(nodes("z1:a,b,c,d z2:e,f,g,h z3:i,j,k,l"));
        nodes.set(3, cordoned(nodes.get(3)));
        List<Pod> before = List.of(placed(pod("web-0", "web", "required"), "a"));
        Snapshot snapshot = new Snapshot(nodes, before, replicas(11, "web", "required"));

        List<Outcome> outcomes = play(snapshot, evenkeel(snapshot), SETTINGS);

        assertThat(hosts(outcomes)).doesNotHaveDuplicates().hasSize(10).doesNotContain("a", "d");
        assertThat(outcomes.getLast())
                .isEqualTo(new Outcome.Unschedulable(
                        snapshot.pending().getLast(),
                        "0/12 nodes are available: 1 node(s) were unschedulable, 11 host already has a pod of group"
                                + " app=web (required host max 1)."));
    }

    @Test
    void placesPreferredPodsApartAndThenTogether() {
        Snapshot snapshot = new Snapshot(nodes("z1:a,b z2:c"), List.of(), replicas(6, "web", "preferred"));

        List<Outcome> outcomes = play(snapshot, evenkeel(snapshot), SETTINGS);

        assertThat(hosts(outcomes).subList(0, 3)).doesNotHaveDuplicates();
        assertThat(hosts(outcomes).subList(3, 6)).doesNotHaveDuplicates();
    }

    @Test
    void leavesAPodWithAMalformedRuleWaitingWithItsMessage() {
        Snapshot snapshot = new Snapshot(nodes("z1:a,b"), List.of(), List.of(pod("web-1", "web", "requird")));

        List<Outcome> outcomes = play(snapshot, evenkeel(snapshot), SETTINGS);

        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Unschedulable.class,
                        waits -> assertThat(waits.message())
                                .startsWith("0/2 nodes are available: 2 evenkeel.dev/spread \"requird\": expected "));
    }

    // ---- the queue

    @Test
    void takesPodsByPriorityAndThenByAge() {
        Snapshot snapshot = new Snapshot(
                nodes("z1:a"),
                List.of(),
                List.of(
                        pod("old", "a", ""),
                        pod("new", "a", ""),
                        withPriority(7, pod("important", "a", "")),
                        withPriority(-1, pod("unimportant", "a", ""))));

        List<Outcome> outcomes = play(snapshot, driver, SETTINGS);

        assertThat(names(outcomes)).containsExactly("important", "old", "new", "unimportant");
    }

    @Test
    void leavesPodsOfAnotherSchedulerAlone() {
        PodObject other = pod("job", "job", "");
        Snapshot snapshot =
                new Snapshot(nodes("z1:a"), List.of(), List.of(Scenes.of("volcano", other), pod("web", "web", "")));

        assertThat(names(play(snapshot, driver, SETTINGS))).containsExactly("web");
    }

    // ---- kube-scheduler's own filters

    @Test
    void asksOnlyAboutNodesThatPassItsOwnFilters() {
        Node full = node("b", "z1");
        Snapshot snapshot = new Snapshot(
                List.of(node("a", "z1"), full, cordoned(node("c", "z1")), node("d", "z1")),
                List.of(placed(asking(Scenes.ROOM, pod("big", "big", "")), "b")),
                List.of(pod("web", "web", "")));

        play(snapshot, driver, SETTINGS);

        assertThat(driver.calls).startsWith("filter web [a, d]");
    }

    @Test
    void countsNoRoomForAFinishedPod() {
        Pod big = placed(asking(Scenes.ROOM, pod("big", "big", "")), "a");
        Pod finished = big.edit().phase(Pod.Phase.FINISHED).pod();
        Snapshot snapshot = new Snapshot(nodes("z1:a"), List.of(finished), List.of(pod("web", "web", "")));

        assertThat(hosts(play(snapshot, driver, SETTINGS))).containsExactly("a");
    }

    @Test
    void countsReasonsWithoutAskingTheExtenderIfNoNodePasses() {
        Snapshot snapshot = new Snapshot(
                List.of(node("a", "z1"), cordoned(node("b", "z1")), node("c", "z1"), node("d", "z1")),
                List.of(placed(asking(Scenes.ROOM, pod("big", "big", "")), "a")),
                List.of(onlyOn("a", asking(new Resources(1, 1, 1), pod("web", "web", "")))));

        List<Outcome> outcomes = play(snapshot, driver, SETTINGS);

        assertThat(outcomes)
                .extracting(SchedulerModelTest::message)
                .containsExactly("0/4 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 Too many pods,"
                        + " 1 node(s) were unschedulable, 2 node(s) didn't match Pod's node affinity/selector.");
        assertThat(driver.calls).isEmpty();
    }

    @Test
    void ignoresResourcesThatAPodDoesNotRequest() {
        Pod greedy = placed(asking(new Resources(9_000, 1, 1), pod("big", "big", "")), "a");
        Snapshot snapshot = new Snapshot(
                nodes("z1:a"), List.of(greedy), List.of(asking(new Resources(0, 1, 1), pod("web", "web", ""))));

        assertThat(hosts(play(snapshot, driver, SETTINGS))).containsExactly("a");
    }

    @Test
    void countsRoomForAnAssumedPod() {
        Resources half = new Resources(2_000, 1, 1);
        List<PodObject> pods =
                replicas(3, "web", "").stream().map(pod -> asking(half, pod)).toList();
        Snapshot snapshot = new Snapshot(nodes("z1:a"), List.of(), pods);

        List<Outcome> outcomes = play(snapshot, driver, SETTINGS);

        assertThat(hosts(outcomes)).containsExactly("a", "a");
        assertThat(message(outcomes.getLast())).isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
    }

    // ---- what the extender answers

    @Test
    void takesTheNodeWithTheBestScore() {
        driver.scoreReplies.add(new ScoreReply.Scores(Map.of("a", 3, "c", 9)));
        Snapshot snapshot = new Snapshot(nodes("z1:a,b,c"), List.of(), List.of(pod("web", "web", "")));

        assertThat(hosts(play(snapshot, driver, SETTINGS))).containsExactly("c");
    }

    @Test
    void skipsPrioritizeForASingleNode() {
        driver.filterReplies.add(new FilterReply.Nodes(List.of("b"), Map.of()));
        Snapshot snapshot = new Snapshot(nodes("z1:a,b"), List.of(), List.of(pod("web", "web", "")));

        play(snapshot, driver, SETTINGS);

        assertThat(driver.calls).containsExactly("filter web [a, b]", "bind web b");
    }

    @Test
    void placesAPodIfPrioritizeFails() {
        driver.scoreReplies.add(new ScoreReply.Failed("no scores"));
        Snapshot snapshot = new Snapshot(nodes("z1:a,b"), List.of(), List.of(pod("web", "web", "")));

        assertThat(hosts(play(snapshot, driver, SETTINGS))).hasSize(1);
    }

    @Test
    void decidesBetweenEqualsBySeed() {
        Snapshot snapshot = new Snapshot(nodes("z1:a,b,c,d"), List.of(), replicas(8, "web", ""));

        assertThat(hosts(play(snapshot, driver, SETTINGS))).isEqualTo(hosts(play(snapshot, driver, SETTINGS)));
        assertThat(new HashSet<>(LongStream.range(0, 20)
                        .mapToObj(seed -> hosts(play(snapshot, driver, seeded(seed))))
                        .toList()))
                .hasSizeGreaterThan(10);
    }

    @Test
    void retriesAnErrorInTheNextRound() {
        driver.filterReplies.add(new FilterReply.Failed("not synced"));
        Snapshot snapshot = new Snapshot(nodes("z1:a"), List.of(), replicas(2, "web", ""));
        SchedulerModel model = new SchedulerModel(snapshot, driver, SETTINGS);

        assertThat(model.round()).isTrue();
        assertThat(names(model.outcomes())).containsExactly("web-2");
        assertThat(model.round()).isFalse();
        assertThat(model.outcomes().getLast())
                .isEqualTo(new Outcome.Bound(snapshot.pending().getFirst(), "a", 2));
    }

    @Test
    void givesUpAfterTheLastTry() {
        driver.filterReplies.add(new FilterReply.Failed("first"));
        driver.filterReplies.add(new FilterReply.Failed("second"));
        driver.filterReplies.add(new FilterReply.Failed("third"));
        Snapshot snapshot = new Snapshot(nodes("z1:a"), List.of(), replicas(1, "web", ""));

        assertThat(play(snapshot, driver, SETTINGS))
                .containsExactly(new Outcome.GaveUp(snapshot.pending().getFirst(), "third", 3));
    }

    @Test
    void returnsTheRoomIfBindIsRefused() {
        driver.bindReplies.add(new BindReply.Failed("refused"));
        Snapshot snapshot = new Snapshot(
                nodes("z1:a"), List.of(), List.of(asking(new Resources(3_000, 1, 1), pod("web", "web", ""))));

        assertThat(play(snapshot, driver, SETTINGS))
                .containsExactly(new Outcome.Bound(snapshot.pending().getFirst(), "a", 2));
    }

    // ---- helpers

    private static ExtenderDriver evenkeel(Snapshot snapshot) {
        OneCluster cluster = new OneCluster(snapshot);
        return new InProcessDriver(OneCluster.RULES, cluster, cluster);
    }

    private static SchedulerSettings seeded(long seed) {
        return new SchedulerSettings(Set.of(Scenes.SCHEDULER), 3, seed);
    }

    static List<Outcome> play(Snapshot snapshot, ExtenderDriver driver, SchedulerSettings settings) {
        SchedulerModel model = new SchedulerModel(snapshot, driver, settings);
        boolean again = true;
        while (again) {
            again = model.round();
        }
        return model.outcomes();
    }

    static List<String> hosts(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Outcome.Bound.class::isInstance)
                .map(Outcome.Bound.class::cast)
                .map(Outcome.Bound::node)
                .toList();
    }

    private static List<String> names(List<Outcome> outcomes) {
        return outcomes.stream().map(outcome -> outcome.pod().pod().id().name()).toList();
    }

    private static String message(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Bound bound -> "bound";
            case Outcome.Unschedulable unschedulable -> unschedulable.message();
            case Outcome.GaveUp gaveUp -> gaveUp.message();
        };
    }
}
