package dev.evenkeel.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.rule.Term.Strength;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleParserTest {
    private static Term required(TopologyKey key, int max) {
        return new Term(Strength.REQUIRED, key, max, false);
    }

    /** The terms of a value, none for {@code off}. */
    private static List<Term> terms(String value) throws RuleSyntaxException {
        return PodPicture.terms(RuleParser.parse(Labels.of(Annotations.SPREAD, value), RuleLimits.DEFAULTS));
    }

    private static Rule rule(Term... terms) {
        return new Rule(
                new Spread.ByTerms(List.of(terms)), new GroupChoice.ByDefault(), Optional.empty(), false, false);
    }

    private static Term preferred(TopologyKey key, int max) {
        return new Term(Strength.PREFERRED, key, max, false);
    }

    @Test
    void readsAStrengthAloneAsOnePerHost() throws RuleSyntaxException {
        assertThat(terms("required")).containsExactly(required(TopologyKey.HOST, 1));
        assertThat(terms("preferred")).containsExactly(preferred(TopologyKey.HOST, 1));
    }

    @Test
    void readsTermsWithoutOptionalParts() throws RuleSyntaxException {
        assertThat(terms("required max 2")).containsExactly(required(TopologyKey.HOST, 2));
        assertThat(terms("required zone")).containsExactly(required(TopologyKey.ZONE, 1));
        assertThat(terms("required per-revision"))
                .containsExactly(new Term(Strength.REQUIRED, TopologyKey.HOST, 1, true));
        assertThat(terms("preferred region max 1000000 per-revision"))
                .containsExactly(new Term(Strength.PREFERRED, TopologyKey.REGION, 1_000_000, true));
        assertThat(terms("required example.com/rack"))
                .containsExactly(required(new TopologyKey("example.com/rack"), 1));
    }

    @Test
    void separatesTermsByCommas() throws RuleSyntaxException {
        assertThat(terms("required host max 2, preferred zone"))
                .containsExactly(required(TopologyKey.HOST, 2), preferred(TopologyKey.ZONE, 1));
    }

    @Test
    void ignoresWhiteSpaceBetweenWords() throws RuleSyntaxException {
        assertThat(terms(" \trequired\n host  max 2,preferred ,required\n"))
                .containsExactly(
                        required(TopologyKey.HOST, 2), preferred(TopologyKey.HOST, 1), required(TopologyKey.HOST, 1));
    }

    @Test
    void readsOffAsNoTerms() throws RuleSyntaxException {
        assertThat(terms("off")).isEmpty();
        assertThat(terms(" off ")).isEmpty();
    }

    @Test
    void readsAFullKeyLikeItsShortName() throws RuleSyntaxException {
        assertThat(terms("required kubernetes.io/hostname, required topology.kubernetes.io/zone"))
                .isEqualTo(terms("required host, required zone"));
    }

    @ParameterizedTest(name = "\"{0}\" at {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|0|terms of required or preferred, spec, or off",
                "'  '|2|terms of required or preferred, spec, or off",
                "requird|0|terms of required or preferred, spec, or off",
                "Required|0|terms of required or preferred, spec, or off",
                "host|0|terms of required or preferred, spec, or off",
                ",|0|terms of required or preferred, spec, or off",
                "required,|9|required or preferred",
                "required, ,preferred|10|required or preferred",
                "required, off|10|required or preferred",
                "off required|4|the end",
                "off,|3|the end",
                "required max|12|a number from 1 to 1000000",
                "required max 0|13|a number from 1 to 1000000",
                "required max -1|13|a number from 1 to 1000000",
                "required max 1000001|13|a number from 1 to 1000000",
                "required max 99999999999999999999|13|a number from 1 to 1000000",
                "required max two|13|a number from 1 to 1000000",
                "required max ٣|13|a number from 1 to 1000000",
                "required max, preferred|12|a number from 1 to 1000000",
                "required max 1 host|15|a comma and another term, or the end,",
                "required host zone|14|a comma and another term, or the end,",
                "required per-revision max 2|22|a comma and another term, or the end,",
                "required max 1 max 2|15|a comma and another term, or the end,",
                "required preferred x|19|a comma and another term, or the end,",
                "required -host|9|host, zone, region, a label key, max or per-revision",
                "required a/b/c|9|host, zone, region, a label key, max or per-revision",
                "required zöne|9|host, zone, region, a label key, max or per-revision",
                "required;|0|terms of required or preferred, spec, or off",
            })
    void saysWhereItIsWrongAndWhatWasExpected(String value, int position, String expected) {
        assertThatExceptionOfType(RuleSyntaxException.class)
                .isThrownBy(() -> terms(value))
                .satisfies(e -> assertThat(e.error())
                        .isEqualTo(new RuleError.Syntax("evenkeel.dev/spread", value, position, expected)));
    }

    @Test
    void quotesTheValueAndCountsFromOne() {
        assertThat(new RuleError.Syntax("evenkeel.dev/spread", "required max", 12, "a number").message())
                .isEqualTo("evenkeel.dev/spread \"required max\": expected a number at character 13");
    }

    @Test
    void quotesALongValueInPart() {
        String message = new RuleError.Syntax("evenkeel.dev/spread", "x".repeat(10_000), 0, "less").message();

        assertThat(message).hasSizeLessThan(200).contains("x…\": expected less");
    }

    /** Half a surrogate pair cannot be encoded. */
    @Test
    void cutsNoQuoteWithinACharacter() {
        for (int before = 110; before < 125; before++) {
            String message = new RuleError.Syntax(
                            "evenkeel.dev/spread", "x".repeat(before) + "🚢".repeat(20), 0, "less")
                    .message();

            assertThat(java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(message))
                    .as("after %s characters: %s", before, message)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"requird\n", "required\nhost zone\n", "a\rb", "a\tb", "a\u0000b", "a\u2028b", "a\u202eb"})
    void writesMessagesOnOneLine(String value) {
        assertThatExceptionOfType(RuleSyntaxException.class)
                .isThrownBy(() -> terms(value))
                .satisfies(e -> assertThat(e.error().message().chars())
                        .as(e.error().message())
                        .noneMatch(character ->
                                Character.isISOControl(character) || character == '\u2028' || character == '\u202e'));
    }

    @Test
    void saysWhyARuleMakesNoSense() {
        assertThat(new RuleError.Meaning("evenkeel.dev/spread", "no label").message())
                .isEqualTo("evenkeel.dev/spread: no label");
    }

    @Test
    void printsDefaults() throws RuleSyntaxException {
        Rule rule = RuleParser.parse(
                Labels.of(Annotations.SPREAD, "required, preferred zone max 3 per-revision"), RuleLimits.DEFAULTS);

        assertThat(rule.print().get("evenkeel.dev/spread"))
                .contains("required host max 1, preferred zone max 3 per-revision");
    }

    @Test
    void refusesARuleWithoutTermsAndAMaxOutOfRange() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> rule());
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> required(TopologyKey.HOST, 0));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> required(TopologyKey.HOST, Term.MAX_MAX + 1));
    }
}
