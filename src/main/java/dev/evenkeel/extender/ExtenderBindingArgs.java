package dev.evenkeel.extender;

import dev.evenkeel.objects.PodId;

/** Which pod to bind to which node. */
public record ExtenderBindingArgs(PodId pod, String node) {}
