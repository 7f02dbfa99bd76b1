package dev.evenkeel.offers;

import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Topology;
import dev.evenkeel.slots.CapUsage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Divides free slots fairly: a pod is offered as many slots of each of its caps as are free among the nodes asked,
 * divided by the pods that wait for one, itself included, and at least one. Which ones is left to chance, those not
 * offered to it last time first.
 */
final class Shares {
    private final RandomGenerator random;

    Shares(RandomGenerator random) {
        this.random = random;
    }

    /** What a cap still has, and who wants it. */
    private static final class Budget {
        final Topology topology;
        final BitSet taken = new BitSet();
        int left;

        Budget(CapUsage usage, int share) {
            this.topology = usage.group.topology();
            this.left = share;
        }

        boolean isSpent() {
            return left == 0;
        }

        boolean allows(int node) {
            return !isSpent() || taken.get(topology.domain(node));
        }

        /** Takes the slot of the node's domain, if it is not taken yet, and tells whether that was the last one. */
        boolean takeLast(int node) {
            int domain = topology.domain(node);
            if (taken.get(domain)) {
                return false;
            }
            taken.set(domain);
            left--;
            return isSpent();
        }

        /** Takes out of {@code nodes} what is not allowed. */
        void narrow(NodeSet nodes) {
            if (isSpent()) {
                NodeSet allowed = new NodeSet();
                taken.stream().forEach(domain -> topology.addNodes(domain, allowed));
                nodes.retainAll(allowed);
            }
        }
    }

    /**
     * The pod's share.
     *
     * @param usages the caps whose slots are shared out
     * @param open the nodes that the pod may go to, none of whose domains is full; not empty
     * @param before what it was offered last time
     */
    NodeSet choose(List<CapUsage> usages, NodeSet open, NodeSet before) {
        List<Budget> budgets = new ArrayList<>();
        for (CapUsage usage : usages) {
            budgets.add(new Budget(usage, Math.max(1, usage.freeSlots(open) / usage.contenders.unserved())));
        }
        NodeSet chosen = new NodeSet();
        take(open.minus(before), budgets, chosen);
        take(open.and(before), budgets, chosen);
        return chosen;
    }

    /** Goes through {@code nodes} at random until none is left, and adds what the budgets allow to {@code chosen}. */
    private void take(NodeSet nodes, List<Budget> budgets, NodeSet chosen) {
        while (!nodes.isEmpty()) {
            for (Budget budget : budgets) {
                budget.narrow(nodes);
            }
            takeUntilSpent(nodes, budgets, chosen);
        }
    }

    /** As {@link #take}, until a budget is spent: then most nodes are not allowed any more, and need not be drawn. */
    private void takeUntilSpent(NodeSet nodes, List<Budget> budgets, NodeSet chosen) {
        int[] order = nodes.toArray();
        boolean spent = false;
        for (int i = 0; i < order.length && !spent; i++) {
            int node = draw(order, i);
            nodes.remove(node);
            if (isAllowed(node, budgets)) {
                chosen.add(node);
                for (Budget budget : budgets) {
                    spent |= budget.takeLast(node);
                }
            }
        }
    }

    private static boolean isAllowed(int node, List<Budget> budgets) {
        for (Budget budget : budgets) {
            if (!budget.allows(node)) {
                return false;
            }
        }
        return true;
    }

    /** The pod's share of nodes that suit it equally well, among {@code pods} that wait for them. */
    NodeSet choose(NodeSet best, int pods) {
        return some(best, best.size() / pods);
    }

    /** So many of the nodes, and at least one, left to chance. */
    NodeSet some(NodeSet nodes, int most) {
        int[] order = nodes.toArray();
        int share = Math.max(1, most);
        for (int i = 0; i < share; i++) {
            draw(order, i);
        }
        return NodeSet.of(Arrays.copyOf(order, share));
    }

    /** Draws one of those from {@code index} on, which changes places with the one that is there. */
    private int draw(int[] order, int index) {
        int other = random.nextInt(index, order.length);
        int drawn = order[other];
        order[other] = order[index];
        order[index] = drawn;
        return drawn;
    }
}
