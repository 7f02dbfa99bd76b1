package dev.evenkeel.rule;

/** What a pod asks of evenkeel, read once from its annotations by {@link RuleReader}. */
public sealed interface Ask {
    /** Whether the pod wants anything at all. */
    default boolean isSomething() {
        return !(this instanceof Nothing);
    }

    /** It asked for nothing, or said {@code off}. */
    record Nothing() implements Ask {}

    /** It carries a rule. */
    record Ruled(Rule rule) implements Ask {}

    /** It wants something that cannot be understood: it waits until that is mended. */
    record Malformed(RuleError error) implements Ask {}
}
