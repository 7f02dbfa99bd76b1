package dev.evenkeel.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Selects the nodes that serve, as many as a plan needs, so that few running pods would have to be elsewhere. A greedy choice
 * in the order of {@link PlanQuestion#byPods}, followed by pairwise exchanges of the smallest selected node for the largest
 * left out until the pods fit.
 */
final class NodeSelection {
    private final PlanQuestion question;

    NodeSelection(PlanQuestion question) {
        this.question = question;
    }

    /**
     * Selects nodes that have room for {@code level} pods: those of {@code first}, then the best, {@code count} in all. If
     * they have no room for {@code pods} together, those with the least room are exchanged for larger ones.
     *
     * @param candidates nodes in the order of {@link PlanQuestion#byPods}
     * @param first nodes that have to be selected
     * @return the selected nodes, in the order of {@link PlanQuestion#byPods}; fewer than {@code count} if there are no more
     */
    List<Integer> select(List<Integer> candidates, Set<Integer> first, int count, int level, int pods) {
        Set<Integer> chosen = new HashSet<>(first);
        List<Integer> rest = new ArrayList<>();
        for (int node : candidates) {
            if (chosen.contains(node) || question.site(node).room() < level) {
                continue;
            }
            if (chosen.size() < count) {
                chosen.add(node);
            } else {
                rest.add(node);
            }
        }
        makeRoom(chosen, first, rest, pods);
        return chosen.stream().sorted(question.byPods()).toList();
    }

    private void makeRoom(Set<Integer> chosen, Set<Integer> first, List<Integer> rest, int pods) {
        long room =
                chosen.stream().mapToLong(node -> question.site(node).room()).sum();
        List<Integer> roomiest = rest.stream().sorted(byRoom().reversed()).toList();
        List<Integer> tightest = chosen.stream()
                .filter(node -> !first.contains(node))
                .sorted(byRoom())
                .toList();
        for (int i = 0; room < pods && i < Math.min(roomiest.size(), tightest.size()); i++) {
            chosen.remove(tightest.get(i));
            chosen.add(roomiest.get(i));
            room += question.site(roomiest.get(i)).room()
                    - question.site(tightest.get(i)).room();
        }
    }

    private Comparator<Integer> byRoom() {
        return Comparator.<Integer>comparingInt(node -> question.site(node).room())
                .thenComparing(question.byPods().reversed());
    }
}
