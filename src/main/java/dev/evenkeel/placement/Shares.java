package dev.evenkeel.placement;

import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Divides free slots fairly: a pod is offered as many slots of each of its limits as are free among the nodes asked,
 * divided by the pods that wait for one, itself included, and at least one. Which ones is left to chance, those not
 * offered to it last time first.
 */
final class Shares {
    private final RandomGenerator random;

    Shares(RandomGenerator random) {
        this.random = random;
    }

    /** What a limit still has, and who wants it. */
    private static final class Budget {
        final Topology topology;
        final BitSet taken = new BitSet();
        int left;

        Budget(Limit limit, int share) {
            this.topology = limit.group.topology();
            this.left = share;
        }

        boolean allows(int node) {
            return left > 0 || taken.get(topology.domain(node));
        }

        void take(int node) {
            int domain = topology.domain(node);
            if (!taken.get(domain)) {
                taken.set(domain);
                left--;
            }
        }
    }

    /**
     * The pod's share.
     *
     * @param limits the limits whose slots are shared out
     * @param open the nodes that the pod may go to, none of whose domains is full; not empty
     * @param before what it was offered last time
     */
    NodeSet choose(List<Limit> limits, NodeSet open, NodeSet before) {
        List<Budget> budgets = new ArrayList<>();
        for (Limit limit : limits) {
            budgets.add(new Budget(limit, Math.max(1, limit.freeSlots(open) / limit.demand.unserved())));
        }
        NodeSet chosen = new NodeSet();
        for (int node : order(open, before)) {
            if (budgets.stream().allMatch(budget -> budget.allows(node))) {
                budgets.forEach(budget -> budget.take(node));
                chosen.add(node);
            }
        }
        return chosen;
    }

    /** The pod's share of nodes that suit it equally well, among {@code pods} that wait for them. */
    NodeSet choose(NodeSet best, int pods) {
        int share = Math.max(1, best.size() / pods);
        return NodeSet.of(Arrays.copyOf(shuffled(best), share));
    }

    /** At random, but those that were not offered before come first. */
    private int[] order(NodeSet open, NodeSet before) {
        int[] fresh = shuffled(open.minus(before));
        int[] again = shuffled(open.and(before));
        int[] order = new int[fresh.length + again.length];
        System.arraycopy(fresh, 0, order, 0, fresh.length);
        System.arraycopy(again, 0, order, fresh.length, again.length);
        return order;
    }

    private int[] shuffled(NodeSet nodes) {
        int[] order = nodes.stream().toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return order;
    }
}
