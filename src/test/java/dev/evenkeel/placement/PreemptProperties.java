package dev.evenkeel.placement;

import dev.evenkeel.placement.OfferProperties.Step;
import dev.evenkeel.placement.OfferProperties.World;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * Preempt and bind say the same, in the worlds of {@link OfferProperties}: on a candidate that is kept, bind grants the pod once
 * the victims are gone and nothing else has changed; on one that is dropped it refuses it.
 *
 * <p>Some are dropped that bind would grant: one that a sibling was just offered, which has no more right to it but may be the very
 * reason why there is no room; any for a pod whose binding may have happened, for which nobody has to go; and those for a pod
 * that no rule concerns any more once its victims are gone: it goes to nodes that are not known, and while nothing may be decided.
 */
class PreemptProperties {
    private static final List<String> CANDIDATES = List.of("a", "b", "c", "d", "e", "x");

    @Provide
    Arbitrary<Step> steps() {
        return OfferProperties.drawnSteps();
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void preemptKeepsOnlyNodesThatBindGrantsOnceTheVictimsAreGone(
            @ForAll @Size(min = 10, max = 60) List<@From("steps") Step> steps, @ForAll @From("steps") Step last) {
        for (String candidate : CANDIDATES) {
            World world = new World();
            steps.forEach(world::does);
            world.holdsThatPreemptSaysWhatBindDoes(last.which(), last.how(), candidate);
        }
    }
}
