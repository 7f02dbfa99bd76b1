package dev.evenkeel.app;

import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.report.GroupsOfOne;
import dev.evenkeel.scaledown.ScaleDownPods;

/** The arbiter and the parts that follow it; to be used only under the arbiter's lock. */
record Core(Arbiter arbiter, GroupsOfOne groupsOfOne, ScaleDownPods scaleDown) {
    /** Lets the other parts follow an arbiter that has taken in nothing yet. */
    static Core of(Arbiter arbiter) {
        GroupsOfOne groupsOfOne = new GroupsOfOne();
        ScaleDownPods scaleDown = new ScaleDownPods(
                arbiter.cluster(), arbiter.constraints(), arbiter.plans().catalog());
        arbiter.follow(groupsOfOne);
        arbiter.follow(scaleDown);
        return new Core(arbiter, groupsOfOne, scaleDown);
    }
}
