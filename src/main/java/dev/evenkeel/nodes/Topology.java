package dev.evenkeel.nodes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one topology key divides the nodes into domains: the nodes with the same value of that label are one domain. A
 * node without the label is in none.
 *
 * <p>Kept by {@code Cluster}; domains are numbered like nodes. A number means the same value as long as a node has that
 * value or a {@code Tally} counts something there; then it may be given to another.
 */
public final class Topology {
    /** The label that tells hosts apart. */
    public static final String HOST = "kubernetes.io/hostname";

    /** The domain of a node that lacks the key. */
    public static final int NO_DOMAIN = -1;

    private final String key;
    private final Map<String, Integer> numbers = new HashMap<>();
    /** By number; null where it is nobody's. */
    private final List<@Nullable Domain> domains = new ArrayList<>();
    /** The numbers that are nobody's. */
    private final BitSet free = new BitSet();

    private final NodeSet nodesWithKey = new NodeSet();
    private int[] domainByNode = {};

    /** No node has a domain yet. */
    public Topology(String key) {
        this.key = key;
    }

    /** The label by whose values nodes are divided. */
    public String key() {
        return key;
    }

    /** Whether each domain is one host. */
    public boolean isHost() {
        return key.equals(HOST);
    }

    /** The domain of a node, or {@link #NO_DOMAIN}. */
    public int domain(int node) {
        return node < domainByNode.length ? domainByNode[node] : NO_DOMAIN;
    }

    /**
     * The label value behind a domain's number.
     *
     * @throws IllegalArgumentException if the number is nobody's
     */
    public String value(int domain) {
        return known(domain).value;
    }

    /** The nodes of a domain, as a set of the caller's own. */
    public NodeSet nodes(int domain) {
        NodeSet nodes = new NodeSet();
        addNodes(domain, nodes);
        return nodes;
    }

    /** Adds the nodes of a domain to a set. */
    public void addNodes(int domain, NodeSet nodes) {
        known(domain).addTo(nodes);
    }

    /** Takes the nodes of a domain out of a set. */
    public void removeNodes(int domain, NodeSet nodes) {
        known(domain).removeFrom(nodes);
    }

    /** All nodes that are in some domain; not to be changed. */
    public NodeSet nodesWithKey() {
        return nodesWithKey;
    }

    /** The numbers of domains are all below it. */
    public int size() {
        return domains.size();
    }

    /** The node is in the domain of this value from now on. */
    public void join(int node, String value) {
        leave(node);
        int domain = numbers.computeIfAbsent(value, this::open);
        if (node >= domainByNode.length) {
            int known = domainByNode.length;
            domainByNode = Arrays.copyOf(domainByNode, Math.max(2 * known, node + 1));
            Arrays.fill(domainByNode, known, domainByNode.length, NO_DOMAIN);
        }
        domainByNode[node] = domain;
        known(domain).add(node);
        nodesWithKey.add(node);
    }

    /** The node is in no domain any more. */
    public void leave(int node) {
        int domain = domain(node);
        if (domain != NO_DOMAIN) {
            domainByNode[node] = NO_DOMAIN;
            known(domain).remove(node);
            nodesWithKey.remove(node);
            closeIfOver(domain);
        }
    }

    /** A tally counts something there from now on: the number keeps its meaning. */
    public void use(int domain) {
        known(domain).uses++;
    }

    /** A tally counts nothing there any more. */
    public void unuse(int domain) {
        known(domain).uses--;
        closeIfOver(domain);
    }

    private Domain known(int domain) {
        Domain known = domain >= 0 && domain < domains.size() ? domains.get(domain) : null;
        if (known == null) {
            throw new IllegalArgumentException("no domain of " + key + " has number " + domain);
        }
        return known;
    }

    private int open(String value) {
        int number = free.nextSetBit(0);
        if (number < 0) {
            domains.add(new Domain(value));
            return domains.size() - 1;
        }
        free.clear(number);
        domains.set(number, new Domain(value));
        return number;
    }

    private void closeIfOver(int domain) {
        Domain known = known(domain);
        if (known.isOver()) {
            numbers.remove(known.value);
            domains.set(domain, null);
            free.set(domain);
        }
    }
}
