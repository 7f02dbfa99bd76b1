package dev.evenkeel.api;

/** Why a node or a binding is refused, or what is wrong with a Service or a workload: a closed set with stable names, for metrics, Events and explain. */
public enum Reason {
    /** The node's domain holds as many pods of the group as the pod's own rule allows. */
    GROUP_PRESENT("group-present"),
    /** A pod in the node's domain carries a rule that allows no more pods like this one. */
    CARRIER_PRESENT("carrier-present"),
    /** The node lacks the topology key of a required term. */
    KEY_MISSING("topology-key-missing"),
    /** The pod's annotations cannot be followed. */
    INVALID_RULE("invalid-rule"),
    /** Evenkeel keeps as many groups as it may. */
    TOO_MANY_GROUPS("too-many-groups"),
    /** The node's last slot is offered to another pod that waits. */
    RESERVED("reserved"),
    /** The node is set aside for another pod. */
    SET_ASIDE("set-aside"),
    /** The node's last slot is taken by a pod whose binding is under way. */
    PERMITTED("permitted"),
    /** The node's last slot is held by a pod that is being deleted. */
    TERMINATING("terminating"),
    /** The watch has not shown the node, or has shown its end. */
    NODE_UNKNOWN("node-unknown"),
    /** Neither the watch nor a filter call has shown the pod. */
    POD_UNKNOWN("pod-unknown"),
    /** The pod is bound, or being bound, to another node. */
    PLACED_ELSEWHERE("placed-elsewhere"),
    /** The watch has not shown the whole cluster yet. */
    NOT_SYNCED("not-synced"),
    /** Another instance decides, or none yet. */
    NOT_LEADING("not-leading"),
    /** Bindings from before this instance came to lead may be under way yet. */
    SETTLING("settling"),
    /** What the watch has shown is too old. */
    BEHIND("behind"),
    /** Bindings are another's business here. */
    NOT_BINDING("not-binding"),
    /** The API server did not bind the pod. */
    NOT_BOUND("not-bound"),
    /** Whether the API server bound the pod is not known yet. */
    OUTCOME_UNKNOWN("outcome-unknown"),
    /** A Service names a traffic model that there is not. */
    UNKNOWN_MODEL("unknown-traffic-model"),
    /** The pods of a workload are each in a group of their own: its rule keeps none of them apart. */
    GROUPS_OF_ONE("groups-of-one");

    private final String label;

    Reason(String label) {
        this.label = label;
    }

    /** The stable name. */
    public String label() {
        return label;
    }
}
