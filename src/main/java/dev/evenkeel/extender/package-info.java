/** kube-scheduler's extender protocol (k8s.io/kube-scheduler/extender/v1): the wire format and the four verbs. */
@NullMarked
package dev.evenkeel.extender;

import org.jspecify.annotations.NullMarked;
