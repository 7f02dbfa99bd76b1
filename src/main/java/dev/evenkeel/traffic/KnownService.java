package dev.evenkeel.traffic;

import dev.evenkeel.cluster.Population;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod;

/**
 * A Service, and what follows from it.
 *
 * @param pods the selector of its pods
 * @param choice its balancer's model, and why
 * @param isConcerned whether its pods are worth placing for its traffic
 */
public record KnownService(Service service, Selector pods, ModelChoice choice, boolean isConcerned) {
    /** Whether the other Service says the same in all that the rest follows from, so that it need not be read again. */
    boolean isReadLike(Service other) {
        return service.annotations().equals(other.annotations())
                && service.selector().equals(other.selector())
                && service.exposure() == other.exposure()
                && service.local() == other.local()
                && service.balancerClass().equals(other.balancerClass());
    }

    KnownService with(Service other) {
        return new KnownService(other, pods, choice, isConcerned);
    }

    /** Whether a plan for one is a plan for the other. */
    boolean plansLike(KnownService other) {
        return pods.equals(other.pods) && choice.equals(other.choice) && isConcerned == other.isConcerned;
    }

    /** Whether pods are placed for its traffic. */
    public boolean isPlanned() {
        return isConcerned && !service.selector().isEmpty();
    }

    /** Whether it matters to its traffic which pods go when there shall be fewer. */
    public boolean ordersPods() {
        return isPlanned() && choice.model().dependsOnPlaces();
    }

    /** Its pods. */
    public Population population() {
        return new Population.Matching(service.namespace(), pods);
    }

    /** Whether pods are placed for its traffic, and this is one of them. */
    public boolean selects(Pod pod) {
        return isPlanned() && pods.matches(pod.labels());
    }
}
