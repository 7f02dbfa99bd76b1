/**
 * Deletion costs ({@code controller.kubernetes.io/pod-deletion-cost}, KEP-2255), so that a scale-down deletes the pods without
 * which traffic is most even; optional.
 *
 * <p>Keeps true: another writer's cost is left alone, and an interrupted write leaves costs that are right.
 * Start reading at {@link dev.evenkeel.scaledown.ScaleDownPods}, then {@link dev.evenkeel.scaledown.DeletionCosts}.
 */
@NullMarked
package dev.evenkeel.scaledown;

import org.jspecify.annotations.NullMarked;
