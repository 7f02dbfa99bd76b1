package dev.evenkeel.extender;

import dev.evenkeel.cluster.PodId;

/** ExtenderBindingArgs: which pod to bind to which node. */
public record BindCall(PodId pod, String node) {}
