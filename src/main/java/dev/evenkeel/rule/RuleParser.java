package dev.evenkeel.rule;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses the rule in a pod's annotations, by recursive descent.
 *
 * <pre>
 * spread    = "off" | "spec" | term *( "," term )
 * term      = ( "required" | "preferred" ) [ key ] [ "max" number ] [ "per-revision" ]
 * key       = "host" | "zone" | "region" | a label key
 * spread-by = a label key *( "," a label key )
 * selector, avoid = a label selector, as kubectl takes it
 * exclusive = "true"
 * balance   = "on" | "off"
 * </pre>
 */
final class RuleParser {
    private static final String TERMS = "terms of required or preferred, spec, or off";

    private final Labels settings;
    private final RuleLimits limits;

    private RuleParser(Labels settings, RuleLimits limits) {
        this.settings = settings;
        this.limits = limits;
    }

    /**
     * Parses the annotations.
     *
     * @throws RuleSyntaxException if one of them does not parse or is too long
     */
    static Rule parse(Labels settings, RuleLimits limits) throws RuleSyntaxException {
        return new RuleParser(settings, limits).rule();
    }

    private Rule rule() throws RuleSyntaxException {
        Optional<String> spread = value(Annotations.SPREAD);
        Optional<String> avoid = value(Annotations.AVOID);
        Optional<String> exclusive = value(Annotations.EXCLUSIVE);
        Optional<String> balance = value(Annotations.BALANCE);
        Rule rule = new Rule(
                spread.isPresent() ? spread(spread.get()) : new Spread.Off(),
                group(),
                avoid.isPresent() ? Optional.of(selector(Annotations.AVOID, avoid.get())) : Optional.empty(),
                exclusive.isPresent() && exclusive(exclusive.get()),
                balance.isPresent() && balance(balance.get()));
        requireGroupInUse(rule, spread.isPresent());
        return rule;
    }

    private Optional<String> value(String annotation) throws RuleSyntaxException {
        Optional<String> value = settings.get(annotation);
        if (value.isPresent() && value.get().length() > limits.annotationLength()) {
            throw new RuleSyntaxException(new RuleError.Syntax(
                    annotation,
                    value.get(),
                    limits.annotationLength(),
                    "at most " + limits.annotationLength() + " characters, and not another"));
        }
        return value;
    }

    // ---- spread

    private Spread spread(String value) throws RuleSyntaxException {
        Words words = new Words(Annotations.SPREAD, value);
        Spread spread;
        if (words.accept("off")) {
            spread = new Spread.Off();
        } else if (words.accept("spec")) {
            spread = new Spread.BySpec();
        } else {
            spread = new Spread.ByTerms(terms(words));
        }
        words.expectEnd(spread instanceof Spread.ByTerms ? "a comma and another term, or the end," : "the end");
        return spread;
    }

    private List<Term> terms(Words words) throws RuleSyntaxException {
        List<Term> terms = new ArrayList<>();
        do {
            if (terms.size() == limits.termsPerRule()) {
                throw words.unexpected("at most " + limits.termsPerRule() + " terms, and not another");
            }
            terms.add(term(words, terms.isEmpty() ? TERMS : "required or preferred"));
        } while (words.accept(","));
        return terms;
    }

    private static Term term(Words words, String expected) throws RuleSyntaxException {
        Term.Strength strength = strength(words, expected);
        TopologyKey key = key(words);
        int max = words.accept("max") ? words.number("a number from 1 to " + Term.MAX_MAX, 1, Term.MAX_MAX) : 1;
        boolean perRevision = words.accept("per-revision");
        return new Term(strength, key, max, perRevision);
    }

    private static Term.Strength strength(Words words, String expected) throws RuleSyntaxException {
        if (words.accept("required")) {
            return Term.Strength.REQUIRED;
        }
        if (words.accept("preferred")) {
            return Term.Strength.PREFERRED;
        }
        throw words.unexpected(expected);
    }

    private static TopologyKey key(Words words) throws RuleSyntaxException {
        if (words.atEnd() || words.sees(",") || words.sees("max") || words.sees("per-revision")) {
            return TopologyKey.HOST;
        }
        return TopologyKey.of(words.labelKey("host, zone, region, a label key, max or per-revision"));
    }

    // ---- the group

    private GroupChoice group() throws RuleSyntaxException {
        Optional<String> labels = value(Annotations.SPREAD_BY);
        Optional<String> selector = value(Annotations.SELECTOR);
        if (labels.isPresent() && selector.isPresent()) {
            throw meaning(Annotations.SELECTOR, "expected only one of it and " + Annotations.SPREAD_BY);
        }
        if (labels.isPresent()) {
            return new GroupChoice.ByLabels(labelKeys(labels.get()));
        }
        return selector.isPresent()
                ? new GroupChoice.BySelector(selector(Annotations.SELECTOR, selector.get()))
                : new GroupChoice.ByDefault();
    }

    private List<String> labelKeys(String value) throws RuleSyntaxException {
        Words words = new Words(Annotations.SPREAD_BY, value);
        List<String> keys = new ArrayList<>();
        do {
            if (keys.size() == limits.selectorTerms()) {
                throw words.unexpected("at most " + limits.selectorTerms() + " label keys, and not another");
            }
            keys.add(words.labelKey("a label key"));
        } while (words.accept(","));
        words.expectEnd("a comma and another label key, or the end,");
        return keys;
    }

    private Selector selector(String annotation, String value) throws RuleSyntaxException {
        return SelectorParser.parse(annotation, value, limits.selectorTerms());
    }

    /** A group that is named without terms is an error: it would have no effect. */
    private static void requireGroupInUse(Rule rule, boolean spreadGiven) throws RuleSyntaxException {
        if (rule.group() instanceof GroupChoice.ByDefault || rule.spread() instanceof Spread.ByTerms) {
            return;
        }
        boolean off = spreadGiven && rule.spread() instanceof Spread.Off;
        if (!off) {
            String annotation =
                    rule.group() instanceof GroupChoice.ByLabels ? Annotations.SPREAD_BY : Annotations.SELECTOR;
            throw meaning(
                    annotation, "expected terms in " + Annotations.SPREAD + " beside it, which it names the group of");
        }
    }

    private static boolean exclusive(String value) throws RuleSyntaxException {
        Words words = new Words(Annotations.EXCLUSIVE, value);
        if (!words.accept("true")) {
            throw words.unexpected("true");
        }
        words.expectEnd("the end");
        return true;
    }

    private static boolean balance(String value) throws RuleSyntaxException {
        Words words = new Words(Annotations.BALANCE, value);
        boolean on = words.accept("on");
        if (!on && !words.accept("off")) {
            throw words.unexpected("on or off");
        }
        words.expectEnd("the end");
        return on;
    }

    private static RuleSyntaxException meaning(String annotation, String why) {
        return new RuleSyntaxException(new RuleError.Meaning(annotation, why));
    }
}
