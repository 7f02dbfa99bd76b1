/**
 * Nominates nodes for pods that wait ({@code status.nominatedNodeName}, KEP-5278); optional.
 *
 * <p>Keeps true: a pod is nominated once in its life, and each nomination that leads nowhere is cleared. Start reading at
 * {@link dev.evenkeel.nomination.Nominations}.
 */
@NullMarked
package dev.evenkeel.nomination;

import org.jspecify.annotations.NullMarked;
