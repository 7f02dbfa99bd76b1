/**
 * The four verbs: what may go where, and why not. Part of the spine, and the only door to it.
 *
 * <p>Keeps true: a pod that is permitted breaks no required rule, by all that is bound, permitted and known in that instant.
 * Start reading at {@link dev.evenkeel.placement.Arbiter}.
 */
@NullMarked
package dev.evenkeel.placement;

import org.jspecify.annotations.NullMarked;
