package dev.evenkeel.rule;

import dev.evenkeel.labels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a label selector by recursive descent, as labels.Parse in {@code k8s.io/apimachinery} does, without numeric
 * comparisons ({@code >}, {@code <}), which no selector of the Kubernetes API has.
 *
 * <pre>
 * selector    = requirement *( "," requirement )
 * requirement = key [ ( "=" | "==" | "!=" ) [ value ] ] | "!" key | key ( "in" | "notin" ) "(" values ")"
 * values      = [ value ] *( "," [ value ] )
 * </pre>
 */
final class SelectorParser {
    private static final String OPERATOR = "=, ==, !=, in, notin, a comma or the end";

    private final String annotation;
    private final String value;
    private final int mostRequirements;
    private int start;
    private int end;

    private SelectorParser(String annotation, String value, int mostRequirements) {
        this.annotation = annotation;
        this.value = value;
        this.mostRequirements = mostRequirements;
        advance();
    }

    static Selector parse(String annotation, String value, int mostRequirements) throws RuleSyntaxException {
        return new SelectorParser(annotation, value, mostRequirements).selector();
    }

    private Selector selector() throws RuleSyntaxException {
        List<Selector.Requirement> requirements = new ArrayList<>();
        do {
            if (requirements.size() == mostRequirements) {
                throw unexpected("at most " + mostRequirements + " requirements, and not another");
            }
            requirements.add(requirement());
        } while (accept(","));
        if (!atEnd()) {
            throw unexpected(OPERATOR);
        }
        return new Selector(requirements);
    }

    private Selector.Requirement requirement() throws RuleSyntaxException {
        if (accept("!")) {
            return new Selector.DoesNotExist(key());
        }
        String key = key();
        if (atEnd() || sees(",")) {
            return new Selector.Exists(key);
        }
        if (accept("=") || accept("==")) {
            return new Selector.In(key, List.of(single()));
        }
        if (accept("!=")) {
            return new Selector.NotIn(key, List.of(single()));
        }
        if (accept("in")) {
            return new Selector.In(key, values());
        }
        if (accept("notin")) {
            return new Selector.NotIn(key, values());
        }
        throw unexpected(OPERATOR);
    }

    private String key() throws RuleSyntaxException {
        if (!LabelSyntax.isKey(token())) {
            throw unexpected("a label key");
        }
        return take();
    }

    /** The value after an equals sign, which may be empty. */
    private String single() throws RuleSyntaxException {
        return atEnd() || sees(",") ? "" : labelValue();
    }

    private List<String> values() throws RuleSyntaxException {
        if (!accept("(")) {
            throw unexpected("an opening parenthesis");
        }
        List<String> values = new ArrayList<>();
        do {
            values.add(sees(",") || sees(")") ? "" : labelValue());
        } while (accept(","));
        if (!accept(")")) {
            throw unexpected("a comma or a closing parenthesis");
        }
        return values;
    }

    private String labelValue() throws RuleSyntaxException {
        String text = token();
        if (text.isEmpty() || !LabelSyntax.isValue(text)) {
            throw unexpected("a label value");
        }
        return take();
    }

    private RuleSyntaxException unexpected(String expected) {
        return new RuleSyntaxException(new RuleError.Syntax(annotation, value, start, expected));
    }

    // ---- tokens: an operator, a parenthesis, a comma, or a run of anything else

    private boolean atEnd() {
        return start == value.length();
    }

    private String token() {
        return value.substring(start, end);
    }

    private boolean sees(String token) {
        return end - start == token.length() && value.startsWith(token, start);
    }

    private boolean accept(String token) {
        boolean seen = sees(token);
        if (seen) {
            advance();
        }
        return seen;
    }

    private String take() {
        String token = token();
        advance();
        return token;
    }

    private void advance() {
        start = end;
        while (start < value.length() && isSpace(value.charAt(start))) {
            start++;
        }
        end = start;
        if (end == value.length()) {
            return;
        }
        if (isSymbol(value.charAt(end))) {
            boolean twoCharacters = value.startsWith("==", end) || value.startsWith("!=", end);
            end += twoCharacters ? 2 : 1;
            return;
        }
        while (end < value.length() && !isSymbol(value.charAt(end)) && !isSpace(value.charAt(end))) {
            end++;
        }
    }

    private static boolean isSymbol(char character) {
        return "=!(),<>".indexOf(character) >= 0;
    }

    /** As isWhitespace in {@code k8s.io/apimachinery/pkg/labels}. */
    private static boolean isSpace(char character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }
}
