package dev.evenkeel.placement;

import dev.evenkeel.cluster.NodeTable;
import java.util.function.BiFunction;

/** Gives one caller at a time the arbiter and the present moment. */
public interface Arbitration {
    /** Decides alone; short, and without I/O, parsing or encoding. */
    <T> T decide(BiFunction<Arbiter, Moment, T> decision);

    /** The numbers of the nodes, to be looked up before deciding. */
    NodeTable nodes();
}
