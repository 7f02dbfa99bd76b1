package dev.evenkeel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.placement.PodPicture;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RuleProperties {
    /** A pod for which any rule makes sense. */
    private static final PodPicture POD = PodPicture.pod("web").label("pod-template-hash", "1");

    /** Pieces of a value, right and wrong ones. */
    private static final List<String> PIECES = List.of(
            "required",
            "preferred",
            "off",
            "host",
            "zone",
            "region",
            "max",
            "per-revision",
            ",",
            " ",
            "\n",
            "1",
            "0",
            "1000000",
            "1000001",
            "example.com/rack",
            "a/b/c",
            "-",
            "spec",
            "é",
            "\uD83D",
            "");

    @Provide
    Arbitrary<Rule> rules() {
        Arbitrary<TopologyKey> keys = Arbitraries.oneOf(
                Arbitraries.of(TopologyKey.HOST, TopologyKey.ZONE, TopologyKey.REGION),
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .withCharRange('A', 'Z')
                        .numeric()
                        .withChars("-_./")
                        .ofMinLength(1)
                        .ofMaxLength(20)
                        .filter(LabelSyntax::isKey)
                        .filter(key -> !key.equals("max") && !key.equals("per-revision"))
                        .map(TopologyKey::of));
        return Combinators.combine(
                        Arbitraries.of(Term.Strength.class),
                        keys,
                        Arbitraries.integers().between(1, Term.MAX_MAX),
                        Arbitraries.of(true, false))
                .as(Term::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(terms -> new Rule(
                        new Spread.ByTerms(terms), new GroupChoice.ByDefault(), Optional.empty(), false, false));
    }

    @Provide
    Arbitrary<String> nearlyRules() {
        return Arbitraries.of(PIECES).list().ofMaxSize(12).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 500)
    void parsesWhatItPrints(@ForAll @From("rules") Rule rule) {
        PodPicture annotated = POD.spread(rule.print().get(Annotations.SPREAD).orElseThrow());

        assertThat(annotated.info().ask()).isEqualTo(new ParsedRule.Ruled(rule));
    }

    @Property(tries = 500)
    void readsAnyTextAsARuleOrMalformed(@ForAll String value) {
        isUnderstoodOrExplained(value);
    }

    @Property(tries = 2_000)
    void readsAnyMixOfWordsAsARuleOrMalformed(@ForAll @From("nearlyRules") String value) {
        isUnderstoodOrExplained(value);
    }

    private static void isUnderstoodOrExplained(String value) {
        switch (POD.spread(value).info().ask()) {
            case ParsedRule.Nothing() -> assertThat(value.strip()).isEqualTo("off");
            case ParsedRule.Ruled(Rule rule) ->
                assertThat(rule.print()
                                .get(Annotations.SPREAD)
                                .map(printed -> POD.spread(printed).info().ask()))
                        .contains(new ParsedRule.Ruled(rule));
            case ParsedRule.Malformed(RuleError.Syntax error) -> {
                assertThat(error.value()).isEqualTo(value);
                assertThat(error.position()).isBetween(0, value.length());
                assertThat(error.message()).contains(Annotations.SPREAD, error.expected());
            }
            case ParsedRule.Malformed(RuleError.Meaning error) -> {
                // That pod has no podAntiAffinity.
                assertThat(value.strip()).isEqualTo("spec");
                assertThat(error.message()).startsWith(Annotations.SPREAD);
            }
        }
    }
}
