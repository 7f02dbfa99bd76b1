package dev.evenkeel.offers;

import dev.evenkeel.caps.Preference;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.slots.Target;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who else wants the nodes that suit a pod best.
 *
 * @param hints where it counts that the pod was sent somewhere
 * @param unserved among how many pods the nodes have to be divided
 * @param alone whether nobody else waits
 */
public record Contention(List<Tally> hints, int unserved, boolean alone) {
    /**
     * Over what preferred terms and Services want. The most contested preference counts. A plan has one place for each pod
     * that there will be, of which the watch may have shown few so far: each pod takes one node, and which one does not
     * matter, since siblings fill the others.
     */
    public static Contention of(List<Preference> preferences, List<Target> targets) {
        int waiting = preferences.stream()
                .mapToInt(preference -> preference.contenders().unserved())
                .max()
                .orElse(1);
        return new Contention(
                Stream.concat(
                                preferences.stream().map(preference -> preference.hints()),
                                targets.stream().map(Target::hints))
                        .toList(),
                targets.isEmpty() ? waiting : Integer.MAX_VALUE,
                targets.isEmpty()
                        && preferences.stream()
                                .allMatch(preference -> preference.contenders().isAlone()));
    }
}
