/**
 * What core and shell say to each other: events and calls in, answers and effects out, the reasons, the settings and the
 * ports. Part of the spine.
 *
 * <p>Keeps true: all of it is values; a reason's label never changes meaning. Start reading at
 * {@link dev.evenkeel.api.ClusterEvent} and {@link dev.evenkeel.api.Effect}.
 */
@NullMarked
package dev.evenkeel.api;

import org.jspecify.annotations.NullMarked;
