/**
 * How many pods each node should have so that each pod gets the same traffic: arithmetic alone.
 *
 * <p>Keeps true: no plan exceeds a node's room or moves a pinned pod, and none takes more steps than its budget.
 * Start reading at {@link dev.evenkeel.planner.Planner}.
 */
@NullMarked
package dev.evenkeel.planner;

import org.jspecify.annotations.NullMarked;
