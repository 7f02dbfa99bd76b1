/**
 * The cluster as the API server's lists and watches show it.
 *
 * <p>In it: {@link dev.evenkeel.kubernetes.watch.KubernetesFeed}, which runs one {@code RelistingInformer} for each
 * kind of object; a handler for each kind, which turns objects into events; and {@code WatchLagProbe}, which measures
 * how far a watch is behind.
 *
 * <p>What it keeps true: whatever breaks a watch, each change is reported once and in order, and each deletion by the
 * UID of the deleted object; an object that cannot be read does not affect others; a dead watch is found and restarted
 * with a list; and no moment is called reached before everything up to it has been reported.
 *
 * <p>Start at {@link dev.evenkeel.kubernetes.watch.KubernetesFeed}.
 */
@NullMarked
package dev.evenkeel.kubernetes.watch;

import org.jspecify.annotations.NullMarked;
