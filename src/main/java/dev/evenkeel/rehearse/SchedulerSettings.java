package dev.evenkeel.rehearse;

import java.util.Set;

/**
 * How the model plays.
 *
 * @param schedulerNames its profiles: pods for another one are left alone
 * @param tries how often a pod whose cycle ends in an error is tried in all
 * @param seed decides between nodes of equal score
 */
public record SchedulerSettings(Set<String> schedulerNames, int tries, long seed) {
    public SchedulerSettings {
        schedulerNames = Set.copyOf(schedulerNames);
        if (tries < 1) {
            throw new IllegalArgumentException("tries must be at least 1, is " + tries);
        }
    }
}
