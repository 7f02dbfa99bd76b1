package dev.evenkeel.placement;

import dev.evenkeel.cluster.Tally;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who else wants the nodes that suit a pod best.
 *
 * @param claims where it counts that the pod was told to go somewhere
 * @param unserved among how many pods the nodes have to be divided
 * @param alone whether nobody else waits
 */
record Rivalry(List<Tally> claims, int unserved, boolean alone) {
    /** Over what preferred terms and Services want, of which the most contested counts. */
    static Rivalry of(List<Preference> preferences, List<ServicePlan.Wish> wishes) {
        return new Rivalry(
                Stream.concat(
                                preferences.stream().map(preference -> preference.claims),
                                wishes.stream().map(ServicePlan.Wish::claims))
                        .toList(),
                IntStream.concat(
                                preferences.stream().mapToInt(preference -> preference.demand.unserved()),
                                wishes.stream().mapToInt(ServicePlan.Wish::unserved))
                        .max()
                        .orElse(1),
                preferences.stream().allMatch(preference -> preference.demand.isAlone())
                        && wishes.stream().allMatch(ServicePlan.Wish::isAlone));
    }
}
