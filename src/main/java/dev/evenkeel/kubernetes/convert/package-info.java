/**
 * Objects of the API server, converted to evenkeel's own types.
 *
 * <p>In it: a converter for each kind of object, and what kube-scheduler computes of a pod's spec: its requests and its
 * anti-affinity. Without I/O and state; used by watches, reads and dumps.
 *
 * <p>What it keeps true: quantities are rounded and summed as kube-scheduler does it; what a field does not say has the
 * API server's default; and only annotations that evenkeel reads are kept.
 *
 * <p>Start at {@link dev.evenkeel.kubernetes.convert.PodConverter}.
 */
@NullMarked
package dev.evenkeel.kubernetes.convert;

import org.jspecify.annotations.NullMarked;
