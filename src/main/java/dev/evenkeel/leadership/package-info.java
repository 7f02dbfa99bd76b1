/**
 * Leader election: who may decide, and until when.
 *
 * <p>In it: the electors ({@link dev.evenkeel.leadership.LeaderElector}: alone, by a Lease of evenkeel's own, or by the
 * Lease of the scheduler in the same pod), the durations that they go by, and how fresh a watch is
 * ({@link dev.evenkeel.leadership.Freshness}, {@link dev.evenkeel.leadership.Stall}). Plain Java without clock, threads
 * and I/O, like the rest of the core: it gives steps, and its caller carries them out and answers them.
 *
 * <p>What it keeps true: at most one instance decides at any moment; none before the bindings of its predecessor are
 * over and their outcome is seen; none by a watch that is too far behind; and the Lease is given back only with no
 * binding under way.
 *
 * <p>Start at {@link dev.evenkeel.leadership.DecisionAuthority}.
 */
@NullMarked
package dev.evenkeel.leadership;

import org.jspecify.annotations.NullMarked;
