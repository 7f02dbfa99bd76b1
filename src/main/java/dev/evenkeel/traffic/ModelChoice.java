package dev.evenkeel.traffic;

import dev.evenkeel.labels.Selector;
import java.util.Optional;

/**
 * Which model a Service's balancer is taken to have, and why.
 *
 * @param why what it was told by, as a clause: {@code loadBalancerClass service.k8s.aws/nlb with instance targets}
 * @param problem what is wrong with an override, if one is there that names no model
 * @param advice what the provider offers that would make traffic even wherever pods stand
 * @param nodes the nodes that the balancer sends to, out of those that serve
 * @param targetsPods whether it sends to pods' own addresses, past kube-proxy: then traffic is split so under either policy
 */
public record ModelChoice(
        TrafficModel model,
        String why,
        Optional<String> problem,
        Optional<String> advice,
        Selector nodes,
        boolean targetsPods) {
    /** The same balancer, taken to have another model. */
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

    ModelChoice objectedTo(TrafficModel fallback, String reason, String objection) {
        return new ModelChoice(fallback, reason, Optional.of(objection), Optional.empty(), nodes, targetsPods);
    }
}
