/**
 * How many pods each node should have so that each pod gets the same traffic: arithmetic alone.
 *
 * <p>Keeps true: no plan goes beyond a node's room or takes a pinned pod away, and none takes more steps than it may cost.
 * Start reading at {@link dev.evenkeel.planner.Planner}.
 */
@NullMarked
package dev.evenkeel.planner;

import org.jspecify.annotations.NullMarked;
