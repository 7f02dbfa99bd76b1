/**
 * Deletion costs ({@code controller.kubernetes.io/pod-deletion-cost}, KEP-2255) by which the pods go first that traffic misses
 * least; optional.
 *
 * <p>Keeps true: another writer's cost is left alone, and however far the writing has come, what has been written is right.
 * Start reading at {@link dev.evenkeel.scaledown.ScaleDownPods}, then {@link dev.evenkeel.scaledown.DeletionCosts}.
 */
@NullMarked
package dev.evenkeel.scaledown;

import org.jspecify.annotations.NullMarked;
