package dev.evenkeel.rule;

/** What a pod asks of evenkeel, read once from its annotations by {@link RuleReader}. */
public sealed interface ParsedRule {
    /** Whether the pod wants anything at all. */
    default boolean isSomething() {
        return !(this instanceof Nothing);
    }

    /** It asked for nothing, or said {@code off}. */
    record Nothing() implements ParsedRule {}

    /** It carries a rule. */
    record Ruled(Rule rule) implements ParsedRule {}

    /** It wants something that cannot be understood: it waits until that is mended. */
    record Malformed(RuleError error) implements ParsedRule {}
}
