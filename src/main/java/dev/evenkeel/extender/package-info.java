/**
 * kube-scheduler's extender protocol (k8s.io/kube-scheduler/extender/v1): the HTTP endpoints, the wire format and the
 * four verbs.
 *
 * <p>In it: the routes and how a request's body is read within its limits; {@link dev.evenkeel.extender.ExtenderCodec}
 * and the readers of JSON under it, with the protocol's types by its own names; and
 * {@link dev.evenkeel.extender.Extender}, which asks the arbiter and carries out bindings.
 *
 * <p>What it keeps true: every request gets an answer with a status and a message, and none takes unbounded memory or
 * time; names are checked before they are used in a request to the API server; and a permit that was granted is settled
 * whatever happens.
 *
 * <p>Start at {@link dev.evenkeel.extender.Extender}.
 */
@NullMarked
package dev.evenkeel.extender;

import org.jspecify.annotations.NullMarked;
