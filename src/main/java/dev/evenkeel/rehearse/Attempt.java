package dev.evenkeel.rehearse;

/** How one scheduling cycle of one pod ended. */
sealed interface Attempt {
    record Bound(String node) implements Attempt {}

    record Unschedulable(String message) implements Attempt {}

    record Failed(String message) implements Attempt {}
}
