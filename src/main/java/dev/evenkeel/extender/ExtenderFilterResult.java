package dev.evenkeel.extender;

import java.util.List;
import java.util.Map;

/**
 * The nodes that pass a filter, by name.
 *
 * @param nodeNames the nodes that pass, a subset of the candidates
 * @param unresolvable why a node does not pass; only given when none does
 * @param error why there is no answer; empty if there is one
 */
public record ExtenderFilterResult(List<String> nodeNames, Map<String, String> unresolvable, String error) {
    static ExtenderFilterResult nodes(List<String> nodeNames) {
        return new ExtenderFilterResult(nodeNames, Map.of(), "");
    }

    static ExtenderFilterResult none(Map<String, String> unresolvable) {
        return new ExtenderFilterResult(List.of(), unresolvable, "");
    }

    static ExtenderFilterResult error(String error) {
        return new ExtenderFilterResult(List.of(), Map.of(), error);
    }
}
