package dev.evenkeel.rule;

/** The result of parsing a pod's annotations, made once by {@link RuleReader}. */
public sealed interface ParsedRule {
    /** Whether the pod asks for anything, be it malformed. */
    default boolean isSomething() {
        return !(this instanceof Nothing);
    }

    /** No annotation asks for anything. */
    record Nothing() implements ParsedRule {}

    /** The pod has a rule. */
    record Ruled(Rule rule) implements ParsedRule {}

    /** The annotations cannot be followed: the pod waits until they are fixed. */
    record Malformed(RuleError error) implements ParsedRule {}
}
