package dev.evenkeel.simulation;

import dev.evenkeel.api.NominationLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How well everything between the processes works: how far watches are behind, and how often of a thousand times a call
 * goes wrong in which way.
 *
 * @param refused the API server refuses a binding
 * @param lost a call never reaches it
 * @param answerLost it binds, and the answer is lost
 * @param late it gives up on a binding that is committed some seconds later
 * @param readFailed a read gets no answer
 * @param deadline how long evenkeel waits for the API server
 * @param httpTimeout how long kube-scheduler waits for evenkeel
 * @param slowCalls a call between kube-scheduler and evenkeel takes longer than it waits
 * @param percentageOfNodes how many of the nodes the scheduler looks at in its second profile; 0 to adapt
 * @param externalNominations another controller nominates a node for a waiting pod
 * @param longestGrace how long a pod may take to end
 * @param nominations how far evenkeel goes in nominating nodes itself
 * @param keepsNominations kube-scheduler leaves a nomination where it is after an error, as 1.34 does where
 *     NominatedNodeNameForExpectation is on (kubernetes#133276); before, and from 1.35 on (kubernetes#135007), it clears it
 * @param groups how many groups of required rules evenkeel may count, and as many for preferred terms
 */
record Weather(
        Watch.Lag evenkeelPods,
        Watch.Lag evenkeelNodes,
        Watch.Lag schedulerPods,
        Watch.Lag schedulerNodes,
        int refused,
        int lost,
        int answerLost,
        int late,
        int readFailed,
        Duration deadline,
        Duration httpTimeout,
        int slowCalls,
        int percentageOfNodes,
        int externalNominations,
        Duration longestGrace,
        NominationLimits nominations,
        boolean keepsNominations,
        int groups) {
    /** More groups than there are. */
    static final int ALL_GROUPS = 10_000;

    /** All nodes are looked at. */
    static final int ALL_NODES = 100;

    // The scheduler hears of pods after evenkeel does.
    static final Weather CALM = new Weather(
            Watch.Lag.millis(1, 20),
            Watch.Lag.millis(1, 20),
            Watch.Lag.millis(100, 150),
            Watch.Lag.millis(20, 50),
            0,
            0,
            0,
            0,
            0,
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            0,
            ALL_NODES,
            0,
            Duration.ofMillis(500),
            NominationLimits.OFF,
            false,
            ALL_GROUPS);

    static Weather draw(SplittableRandom random) {
        boolean rough = random.nextInt(3) > 0;
        return new Weather(
                lag(random),
                lag(random),
                lag(random),
                lag(random),
                rough ? random.nextInt(60) : 0,
                rough ? random.nextInt(60) : 0,
                rough ? random.nextInt(60) : 0,
                rough ? random.nextInt(120) : 0,
                rough ? random.nextInt(300) : 0,
                Duration.ofSeconds(2),
                Chance.millis(random, 3_000, 10_000),
                rough && random.nextInt(3) == 0 ? random.nextInt(30) : 0,
                random.nextInt(4) == 0 ? random.nextInt(60) : ALL_NODES,
                random.nextInt(4) == 0 ? 20 : 0,
                Chance.millis(random, 500, 15_000),
                NominationLimits.OFF,
                false,
                ALL_GROUPS);
    }

    /** The same, but that evenkeel may count no more groups. */
    Weather counting(int most) {
        return with(evenkeelPods, evenkeelNodes, schedulerPods, schedulerNodes, nominations, keepsNominations, most);
    }

    /** The same, but that evenkeel nominates nodes. */
    Weather nominating(NominationLimits limits) {
        return with(evenkeelPods, evenkeelNodes, schedulerPods, schedulerNodes, limits, keepsNominations, groups);
    }

    /** The same, but that kube-scheduler keeps nominations after errors, or clears them. */
    Weather keepingNominations(boolean keeps) {
        return with(evenkeelPods, evenkeelNodes, schedulerPods, schedulerNodes, nominations, keeps, groups);
    }

    private static Watch.Lag lag(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> Watch.Lag.millis(1, 30);
            case 2, 3 -> Watch.Lag.millis(5, 300);
            case 4 -> Watch.Lag.millis(100, 2_000);
            default -> Watch.Lag.millis(1_000, 6_000);
        };
    }

    /** Whether the scheduler looks at all nodes before it says that none will do. */
    boolean looksEverywhere() {
        return percentageOfNodes == ALL_NODES;
    }

    /** Weathers that are calmer in one respect. */
    List<Weather> calmer() {
        List<Weather> calmer = new ArrayList<>();
        calmer.add(lags(Watch.Lag.CALM, evenkeelNodes, schedulerPods, schedulerNodes));
        calmer.add(lags(evenkeelPods, Watch.Lag.CALM, schedulerPods, schedulerNodes));
        calmer.add(lags(evenkeelPods, evenkeelNodes, Watch.Lag.CALM, schedulerNodes));
        calmer.add(lags(evenkeelPods, evenkeelNodes, schedulerPods, Watch.Lag.CALM));
        calmer.add(calls(0, lost, answerLost, late, readFailed, slowCalls, percentageOfNodes, externalNominations));
        calmer.add(calls(refused, 0, answerLost, late, readFailed, slowCalls, percentageOfNodes, externalNominations));
        calmer.add(calls(refused, lost, 0, late, readFailed, slowCalls, percentageOfNodes, externalNominations));
        calmer.add(calls(refused, lost, answerLost, 0, readFailed, slowCalls, percentageOfNodes, externalNominations));
        calmer.add(calls(refused, lost, answerLost, late, 0, slowCalls, percentageOfNodes, externalNominations));
        calmer.add(calls(refused, lost, answerLost, late, readFailed, 0, percentageOfNodes, externalNominations));
        calmer.add(calls(refused, lost, answerLost, late, readFailed, slowCalls, ALL_NODES, externalNominations));
        calmer.add(calls(refused, lost, answerLost, late, readFailed, slowCalls, percentageOfNodes, 0));
        calmer.add(nominating(NominationLimits.OFF));
        calmer.add(keepingNominations(false));
        calmer.add(counting(ALL_GROUPS));
        calmer.removeIf(this::equals);
        return calmer;
    }

    private Weather lags(Watch.Lag ofPods, Watch.Lag ofNodes, Watch.Lag schedulersPods, Watch.Lag schedulersNodes) {
        return with(ofPods, ofNodes, schedulersPods, schedulersNodes, nominations, keepsNominations, groups);
    }

    private Weather with(
            Watch.Lag ofPods,
            Watch.Lag ofNodes,
            Watch.Lag schedulersPods,
            Watch.Lag schedulersNodes,
            NominationLimits limits,
            boolean keeps,
            int most) {
        return new Weather(
                ofPods,
                ofNodes,
                schedulersPods,
                schedulersNodes,
                refused,
                lost,
                answerLost,
                late,
                readFailed,
                deadline,
                httpTimeout,
                slowCalls,
                percentageOfNodes,
                externalNominations,
                longestGrace,
                limits,
                keeps,
                most);
    }

    private Weather calls(
            int refusals,
            int losses,
            int lostAnswers,
            int lates,
            int failedReads,
            int slow,
            int percentage,
            int hints) {
        return new Weather(
                evenkeelPods,
                evenkeelNodes,
                schedulerPods,
                schedulerNodes,
                refusals,
                losses,
                lostAnswers,
                lates,
                failedReads,
                deadline,
                httpTimeout,
                slow,
                percentage,
                hints,
                longestGrace,
                nominations,
                keepsNominations,
                groups);
    }
}
