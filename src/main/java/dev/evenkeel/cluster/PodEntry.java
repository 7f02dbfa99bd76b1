package dev.evenkeel.cluster;

import dev.evenkeel.objects.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pod that the cluster knows, and the place that it has. Only {@link Cluster} changes it. */
public final class PodEntry {
    /** The node of a pod without a place. */
    public static final int NOWHERE = -1;

    Pod pod;
    PodClass podClass;
    /** Tallies that count it whatever its labels. */
    List<Tally> carried = List.of();

    int node = NOWHERE;
    /** Whether somebody else's scheduler is to place it. */
    boolean elsewhere;

    @Nullable
    Tenure tenure;

    /** Whether its end is not waited for any more, if it is on its way out. */
    boolean overdue;

    /** Why a pod has its place. */
    enum Tenure {
        /** It was permitted and its binding is under way; the place can still be given back. */
        PERMITTED,
        /** It is bound. A pod is never unbound, so this ends only when the pod is gone. */
        BOUND
    }

    PodEntry(Pod pod, PodClass podClass) {
        this.pod = pod;
        this.podClass = podClass;
    }

    /** The newest that is known of it, its binding included. */
    public Pod pod() {
        return pod;
    }

    /** The number of the node where it counts, or {@link #NOWHERE}. */
    public int node() {
        return node;
    }

    /** Whether it counts on a node. */
    public boolean isPlaced() {
        return node != NOWHERE;
    }

    /** Whether it is known to be bound. */
    public boolean isBound() {
        return tenure == Tenure.BOUND;
    }

    /** Whether it was permitted, so that its place may be given back. */
    public boolean isPermitted() {
        return tenure == Tenure.PERMITTED;
    }

    /** Whether somebody else's scheduler is to place it. */
    public boolean isElsewhere() {
        return elsewhere;
    }

    /** How many it adds to those that wait for a place here: 0 or 1. */
    int missing() {
        return isPlaced() || elsewhere ? 0 : 1;
    }

    /** Whether its end, if it is on its way out, is not waited for any more. */
    public boolean isOverdue() {
        return overdue;
    }

    /** Whether it may soon give its place back: its binding has not happened yet, or its end is waited for. */
    boolean isPassing() {
        return isPermitted() || (pod.phase() == Pod.Phase.TERMINATING && !overdue);
    }

    /** The live selecting tallies that count this pod once it has a place; not to be changed. */
    public List<Tally> tallies() {
        return podClass.tallies;
    }
}
