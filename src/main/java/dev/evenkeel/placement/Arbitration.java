package dev.evenkeel.placement;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.balance.Planning;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.rule.PodInfo;
import java.util.List;
import java.util.function.BiFunction;

/** Gives one caller at a time the arbiter and the present moment. */
public interface Arbitration {
    /** How often plans are made for one decision at most. */
    int MOST_ROUNDS = 3;

    /** Decides alone; short, and without I/O, parsing or encoding. */
    <T> T decide(BiFunction<Arbiter, Moment, T> decision);

    /** Decides about a pod, once the plans that it goes by are made, as {@link #decide(BiFunction, BiFunction)}. */
    default <T> T decide(PodInfo info, Candidates asked, BiFunction<Arbiter, Moment, T> decision) {
        return info.asksForBalance()
                ? decide((arbiter, now) -> arbiter.openPlans(info, asked, now), decision)
                : decide(decision);
    }

    /**
     * Decides once plans are made: without holding up anybody else, and so again if what they are about changes too much
     * meanwhile. After {@link #MOST_ROUNDS} it is decided all the same.
     *
     * @param open which plans have to be made
     */
    default <T> T decide(BiFunction<Arbiter, Moment, List<Planning>> open, BiFunction<Arbiter, Moment, T> decision) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<Planning> plans = decide(open);
            if (plans.isEmpty()) {
                break;
            }
            List<Planning.Made> made = plans.stream().map(Planning::make).toList();
            decide((arbiter, now) -> {
                arbiter.plans().take(made);
                return made;
            });
        }
        return decide(decision);
    }

    /** The numbers of the nodes, to be looked up before deciding. */
    NodeTable nodes();
}
