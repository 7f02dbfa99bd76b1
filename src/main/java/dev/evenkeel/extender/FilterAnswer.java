package dev.evenkeel.extender;

import java.util.List;
import java.util.Map;

/**
 * ExtenderFilterResult with node names.
 *
 * @param nodeNames the nodes that remain, a subset of those asked about
 * @param unresolvable why a node does not remain; only given when none does
 * @param error why there is no answer; empty if there is one
 */
public record FilterAnswer(List<String> nodeNames, Map<String, String> unresolvable, String error) {
    static FilterAnswer nodes(List<String> nodeNames) {
        return new FilterAnswer(nodeNames, Map.of(), "");
    }

    static FilterAnswer none(Map<String, String> unresolvable) {
        return new FilterAnswer(List.of(), unresolvable, "");
    }

    static FilterAnswer error(String error) {
        return new FilterAnswer(List.of(), Map.of(), error);
    }
}
