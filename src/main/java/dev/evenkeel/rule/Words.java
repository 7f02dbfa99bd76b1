package dev.evenkeel.rule;

/** The tokens of an annotation's value: commas, and words between commas and white space. */
final class Words {
    private final String annotation;
    private final String value;
    /** The index where the current word begins; the value's length at the end. */
    private int start;
    /** The index after the current word. */
    private int end;

    Words(String annotation, String value) {
        this.annotation = annotation;
        this.value = value;
        advance();
    }

    boolean atEnd() {
        return start == value.length();
    }

    boolean sees(String word) {
        return end - start == word.length() && value.startsWith(word, start);
    }

    /** Consumes the current word if it is this one. */
    boolean accept(String word) {
        boolean seen = sees(word);
        if (seen) {
            advance();
        }
        return seen;
    }

    void expectEnd(String expected) throws RuleSyntaxException {
        if (!atEnd()) {
            throw unexpected(expected);
        }
    }

    int number(String expected, int least, int most) throws RuleSyntaxException {
        String word = word();
        // A longer number would overflow before it could be compared.
        boolean numeric = !word.isEmpty() && word.length() <= 9 && word.chars().allMatch(Words::isDigit);
        if (!numeric || Integer.parseInt(word) < least || Integer.parseInt(word) > most) {
            throw unexpected(expected);
        }
        advance();
        return Integer.parseInt(word);
    }

    String labelKey(String expected) throws RuleSyntaxException {
        String word = word();
        if (!LabelSyntax.isKey(word)) {
            throw unexpected(expected);
        }
        advance();
        return word;
    }

    RuleSyntaxException unexpected(String expected) {
        return new RuleSyntaxException(new RuleError.Syntax(annotation, value, start, expected));
    }

    private String word() {
        return value.substring(start, end);
    }

    private void advance() {
        start = end;
        while (start < value.length() && Character.isWhitespace(value.charAt(start))) {
            start++;
        }
        end = start;
        if (end < value.length() && value.charAt(end) == ',') {
            end++;
            return;
        }
        while (end < value.length() && value.charAt(end) != ',' && !Character.isWhitespace(value.charAt(end))) {
            end++;
        }
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }
}
