/**
 * Nominates nodes for waiting pods ({@code status.nominatedNodeName}, KEP-5278); optional.
 *
 * <p>Keeps true: a pod is nominated at most once, and each nomination that fails is cleared. Start reading at
 * {@link dev.evenkeel.nomination.Nominations}.
 */
@NullMarked
package dev.evenkeel.nomination;

import org.jspecify.annotations.NullMarked;
