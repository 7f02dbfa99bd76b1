package dev.evenkeel.objects;

import dev.evenkeel.labels.Selector;
import java.util.Optional;

/**
 * A required podAntiAffinity term of a pod's own spec, over its own namespace.
 *
 * @param topologyKey the full label key
 * @param unreadable why it could not be read, and what was expected, if so: the rest then says nothing
 */
public record AntiAffinityTerm(Selector selector, String topologyKey, Optional<String> unreadable) {
    /** A term that can be read. */
    public AntiAffinityTerm(Selector selector, String topologyKey) {
        this(selector, topologyKey, Optional.empty());
    }

    /** Stands for terms that could not be read. Who asks for nothing by them is not concerned. */
    public static AntiAffinityTerm unreadable(String why) {
        return new AntiAffinityTerm(Selector.EVERYTHING, "", Optional.of(why));
    }
}
