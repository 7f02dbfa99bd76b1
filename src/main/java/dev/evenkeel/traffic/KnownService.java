package dev.evenkeel.traffic;

import dev.evenkeel.cluster.Population;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod;

/**
 * A Service with what follows from it.
 *
 * @param pods the selector of its pods
 * @param choice its balancer's model, and why
 * @param isConcerned whether it matters for its traffic where its pods are ({@link Balancers#isConcernedWith})
 */
public record KnownService(Service service, Selector pods, ModelChoice choice, boolean isConcerned) {
    /** Whether the same follows from the other Service, so that it need not be evaluated again. */
    boolean isReadLike(Service other) {
        return service.annotations().equals(other.annotations())
                && service.selector().equals(other.selector())
                && service.exposure() == other.exposure()
                && service.local() == other.local()
                && service.balancerClass().equals(other.balancerClass());
    }

    /** Another version of the Service from which the same follows. */
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

    /** Whether it matters for its traffic which pods a scale-down deletes. */
    public boolean ordersPods() {
        return isPlanned() && choice.model().dependsOnPlaces();
    }

    /** The population of its pods. */
    public Population population() {
        return new Population.Matching(service.namespace(), pods);
    }

    /** Whether pods are placed for its traffic and it selects this pod, which is in its namespace. */
    public boolean selects(Pod pod) {
        return isPlanned() && pods.matches(pod.labels());
    }
}
