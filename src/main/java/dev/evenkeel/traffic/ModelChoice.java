package dev.evenkeel.traffic;

import dev.evenkeel.labels.Selector;
import java.util.Optional;

/**
 * Which model a Service's balancer is assumed to have, and why.
 *
 * @param why the reason, as a clause: {@code AWS NLB with instance targets, cross-zone off}
 * @param problem what is wrong with an annotation that could not be followed, if there is one
 * @param advice what the provider offers that would make traffic even wherever pods are
 * @param nodes selects the nodes that the balancer sends to, of those that serve
 * @param targetsPods whether it sends to pods' own addresses, past kube-proxy: then the model holds under either
 *     {@code externalTrafficPolicy}
 */
public record ModelChoice(
        TrafficModel model,
        String why,
        Optional<String> problem,
        Optional<String> advice,
        Selector nodes,
        boolean targetsPods) {
    /** The same balancer, assumed to have another model. */
    public ModelChoice as(TrafficModel other, String reason) {
        return new ModelChoice(other, reason, problem, Optional.empty(), nodes, targetsPods);
    }

    static ModelChoice of(TrafficModel model, String why) {
        return new ModelChoice(model, why, Optional.empty(), Optional.empty(), Selector.EVERYTHING, false);
    }

    ModelChoice toPods() {
        return new ModelChoice(model, why, problem, advice, nodes, true);
    }

    ModelChoice advising(String better) {
        return new ModelChoice(model, why, problem, Optional.of(better), nodes, targetsPods);
    }

    ModelChoice within(Selector subset) {
        return new ModelChoice(model, why, problem, advice, subset, targetsPods);
    }

    ModelChoice withProblem(TrafficModel fallback, String reason, String what) {
        return new ModelChoice(fallback, reason, Optional.of(what), Optional.empty(), nodes, targetsPods);
    }
}
