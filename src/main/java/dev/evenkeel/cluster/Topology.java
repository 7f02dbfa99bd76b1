package dev.evenkeel.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How one topology key divides the nodes into domains: the nodes with the same value of that label are one domain. A
 * node without the label is in none.
 *
 * <p>Kept by {@link Cluster}; domains are numbered like nodes, and a number is never given to another value.
 */
public final class Topology {
    /** The label that tells hosts apart. */
    public static final String HOST = "kubernetes.io/hostname";

    /** The domain of a node that lacks the key. */
    public static final int NO_DOMAIN = -1;

    private final String key;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> values = new ArrayList<>();
    private final List<NodeSet> members = new ArrayList<>();
    private final NodeSet nodesWithKey = new NodeSet();
    private int[] domainByNode = {};

    Topology(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    public boolean isHost() {
        return key.equals(HOST);
    }

    /** The domain of a node, or {@link #NO_DOMAIN}. */
    public int domain(int node) {
        return node < domainByNode.length ? domainByNode[node] : NO_DOMAIN;
    }

    /** The label value behind a domain's number. */
    public String value(int domain) {
        return values.get(domain);
    }

    /** The nodes of a domain; not to be changed. */
    public NodeSet nodes(int domain) {
        return members.get(domain);
    }

    /** All nodes that are in some domain; not to be changed. */
    public NodeSet nodesWithKey() {
        return nodesWithKey;
    }

    /** How many domains have ever been seen; their numbers are all below it. */
    public int size() {
        return values.size();
    }

    void join(int node, String value) {
        int domain = numbers.computeIfAbsent(value, this::open);
        if (node >= domainByNode.length) {
            int known = domainByNode.length;
            domainByNode = Arrays.copyOf(domainByNode, Math.max(2 * known, node + 1));
            Arrays.fill(domainByNode, known, domainByNode.length, NO_DOMAIN);
        }
        domainByNode[node] = domain;
        members.get(domain).add(node);
        nodesWithKey.add(node);
    }

    void leave(int node) {
        int domain = domain(node);
        if (domain != NO_DOMAIN) {
            domainByNode[node] = NO_DOMAIN;
            members.get(domain).remove(node);
            nodesWithKey.remove(node);
        }
    }

    private int open(String value) {
        values.add(value);
        members.add(new NodeSet());
        return values.size() - 1;
    }
}
