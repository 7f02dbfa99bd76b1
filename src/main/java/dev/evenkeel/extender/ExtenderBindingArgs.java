package dev.evenkeel.extender;

import dev.evenkeel.cluster.PodId;

/** Which pod to bind to which node. */
public record ExtenderBindingArgs(PodId pod, String node) {}
