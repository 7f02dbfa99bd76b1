/**
 * The running process: the parts wired together, the loops that keep them going, and the one lock.
 *
 * <p>In it: {@link dev.evenkeel.app.Wiring}, the only class that knows which implementation serves which port;
 * {@link dev.evenkeel.app.Lifecycle}, which starts and stops everything; {@code LockedArbiter}, the lock; and a class
 * for each thread that runs on a clock: leader election, housekeeping, nominations, deletion costs, Events, metrics of
 * Services.
 *
 * <p>What it keeps true: the arbiter is used only under the lock and gets the time of one clock; no loop ends because
 * of an exception; and at shutdown nothing is permitted any more before the Lease is given back.
 *
 * <p>Start at {@link dev.evenkeel.app.Wiring}.
 */
@NullMarked
package dev.evenkeel.app;

import org.jspecify.annotations.NullMarked;
