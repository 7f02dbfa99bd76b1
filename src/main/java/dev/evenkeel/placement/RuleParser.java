package dev.evenkeel.placement;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the value of {@code evenkeel.dev/spread}.
 *
 * <pre>
 * value = "off" | term *( "," term )
 * term  = ( "required" | "preferred" ) [ key ] [ "max" number ] [ "per-revision" ]
 * key   = "host" | "zone" | "region" | a label key
 * </pre>
 */
final class RuleParser {
    private final Words words;

    private RuleParser(Words words) {
        this.words = words;
    }

    /** The terms, none of them for {@code off}. */
    static List<Term> spread(String value) throws RuleSyntaxException {
        return new RuleParser(new Words(Annotations.SPREAD, value)).spread();
    }

    private List<Term> spread() throws RuleSyntaxException {
        if (words.accept("off")) {
            words.expectEnd("nothing after off");
            return List.of();
        }
        List<Term> terms = new ArrayList<>();
        do {
            terms.add(term());
        } while (words.accept(","));
        words.expectEnd("a comma and another term, or the end");
        return terms;
    }

    private Term term() throws RuleSyntaxException {
        Term.Strength strength = strength();
        TopologyKey key = key();
        int max = words.accept("max") ? words.number("a number from 1 to " + Term.MAX_MAX, 1, Term.MAX_MAX) : 1;
        boolean perRevision = words.accept("per-revision");
        return new Term(strength, key, max, perRevision);
    }

    private Term.Strength strength() throws RuleSyntaxException {
        if (words.accept("required")) {
            return Term.Strength.REQUIRED;
        }
        if (words.accept("preferred")) {
            return Term.Strength.PREFERRED;
        }
        throw words.unexpected("required or preferred");
    }

    private TopologyKey key() throws RuleSyntaxException {
        if (words.atEnd() || words.sees(",") || words.sees("max") || words.sees("per-revision")) {
            return TopologyKey.HOST;
        }
        return TopologyKey.of(words.labelKey("host, zone, region, a label key, max or per-revision"));
    }
}
