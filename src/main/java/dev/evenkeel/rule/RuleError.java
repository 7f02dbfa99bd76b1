package dev.evenkeel.rule;

import dev.evenkeel.labels.OneLine;

/** Why a pod's annotations cannot be followed. */
public sealed interface RuleError {
    /** One line for the author of the annotation: what is wrong and what was expected. */
    String message();

    /**
     * A value that does not parse.
     *
     * @param annotation its key
     * @param value its whole value
     * @param position the index of the first character that is wrong; the value's length if it ends too early
     * @param expected what was expected at the position
     */
    record Syntax(String annotation, String value, int position, String expected) implements RuleError {
        /** The longest value that is quoted in full, in characters. */
        static final int QUOTED_AT_MOST = 120;

        /** {@code evenkeel.dev/spread "requird": expected required or preferred at character 1}. */
        @Override
        public String message() {
            return annotation + " \"" + OneLine.of(value, QUOTED_AT_MOST) + "\": expected " + expected
                    + " at character " + (position + 1);
        }
    }

    /**
     * A value that parses but makes no sense for the pod.
     *
     * @param annotation its key
     * @param why what is wrong and what was expected
     */
    record Meaning(String annotation, String why) implements RuleError {
        @Override
        public String message() {
            return annotation + ": " + why;
        }
    }
}
