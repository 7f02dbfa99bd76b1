/**
 * A real cluster behind the ports of {@code api}: connections to the API server, and every write to it.
 *
 * <p>In it: how the API server is reached ({@link dev.evenkeel.kubernetes.KubernetesAccess} and the classes behind it),
 * and one class for each thing that is written: bindings, nominations, deletion costs, Events, the Lease, the leader's
 * label. What is read by lists and watches is in {@code watch}, and how objects become evenkeel's own types in
 * {@code convert}; neither knows this package.
 *
 * <p>What it keeps true: a request that changes something is sent once, and an outcome that is not known is reported as
 * unknown. Patches and bindings name the UID, and where it matters the version, that they are based on. Nothing is
 * decided here.
 *
 * <p>Start at {@link dev.evenkeel.kubernetes.KubernetesBinder}.
 */
@NullMarked
package dev.evenkeel.kubernetes;

import org.jspecify.annotations.NullMarked;
