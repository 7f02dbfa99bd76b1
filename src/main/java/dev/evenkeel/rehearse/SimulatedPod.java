package dev.evenkeel.rehearse;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.labels.Labels;

/**
 * A pod as kube-scheduler needs to know it.
 *
 * @param nodeSelector the labels that its node must carry
 * @param priority higher ones are scheduled first
 * @param schedulerName the profile that it is for
 */
public record SimulatedPod(Pod pod, Labels nodeSelector, int priority, String schedulerName) {}
