/**
 * What binds a pod: the caps that follow from rules, the pods that each counts, and the preferences. Part of the spine.
 *
 * <p>Keeps true: pods whose rules make equal caps share one count, which exists as long as a known pod shares it; and no tenant
 * makes more of them than there may be. Start reading at {@link dev.evenkeel.caps.ConstraintIndex}, then
 * {@link dev.evenkeel.caps.CapUsage}.
 */
@NullMarked
package dev.evenkeel.caps;

import org.jspecify.annotations.NullMarked;
