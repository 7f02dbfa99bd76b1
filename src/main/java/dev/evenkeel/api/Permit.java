package dev.evenkeel.api;

import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.PodId;

/**
 * The answer that a placement still holds, given in the same instant as it was recorded. From then on the pod counts on
 * that node, until the permit is settled.
 *
 * @param number tells the permits of one arbiter apart
 * @param sent when the binding was sent off
 */
public record Permit(long number, PodId pod, String node, Moment sent) {}
