package dev.evenkeel.rule;

/** Ends the parsing of a rule with its first error. Never leaves this package. */
final class RuleSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RuleError error;

    RuleSyntaxException(RuleError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    RuleError error() {
        return error;
    }
}
