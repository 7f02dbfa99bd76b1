package dev.evenkeel.app;

import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.report.GroupsOfOne;
import dev.evenkeel.scaledown.ScaleDownPods;

/** The arbiter and the wings that follow it; to be used with the arbiter's lock only. */
record Core(Arbiter arbiter, GroupsOfOne groupsOfOne, ScaleDownPods scaleDown) {
    /** Has the wings follow an arbiter that nothing has happened to yet. */
    static Core of(Arbiter arbiter) {
        GroupsOfOne groupsOfOne = new GroupsOfOne();
        ScaleDownPods scaleDown = new ScaleDownPods(
                arbiter.cluster(), arbiter.constraints(), arbiter.plans().catalog());
        arbiter.follow(groupsOfOne);
        arbiter.follow(scaleDown);
        return new Core(arbiter, groupsOfOne, scaleDown);
    }
}
