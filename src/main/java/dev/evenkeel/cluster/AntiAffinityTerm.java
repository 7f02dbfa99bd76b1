package dev.evenkeel.cluster;

/**
 * A required podAntiAffinity term of a pod's own spec, over its own namespace.
 *
 * @param topologyKey the full label key
 */
public record AntiAffinityTerm(Selector selector, String topologyKey) {}
