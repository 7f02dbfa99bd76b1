package dev.evenkeel.extender;

/** What kube-scheduler calls an extender for. */
public enum Verb {
    FILTER("filter"),
    PRIORITIZE("prioritize"),
    BIND("bind"),
    PREEMPT("preempt");

    private final String label;

    Verb(String label) {
        this.label = label;
    }

    /** The last part of the path, and the name in metrics. */
    public String label() {
        return label;
    }
}
