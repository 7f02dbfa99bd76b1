package dev.evenkeel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** A selector matches as each of its requirements does by itself, however it was written. */
class SelectorProperties {
    private static final List<String> KEYS = List.of("app", "tier", "in", "notin", "example.com/rack");
    private static final List<String> VALUES = List.of("", "a", "b", "in", "x-1_2.3");
    private static final List<String> SPACES = List.of("", " ", "\t", " \n ");

    /** One requirement as text: operator, key and values, and the white space between. */
    record Written(String operator, String key, List<String> values, String space) {
        String text() {
            String list = values.stream().collect(Collectors.joining(space + "," + space, "(" + space, space + ")"));
            return space
                    + switch (operator) {
                        case "exists" -> key;
                        case "!" -> "!" + space + key;
                        case "in", "notin" -> key + " " + space + operator + space + list;
                        default -> key + space + operator + space + values.getFirst();
                    }
                    + space;
        }

        boolean holds(Map<String, String> labels) {
            boolean there = labels.containsKey(key);
            String value = labels.getOrDefault(key, "");
            return switch (operator) {
                case "exists" -> there;
                case "!" -> !there;
                case "in" -> there && values.contains(value);
                case "notin" -> !there || !values.contains(value);
                case "!=" -> !there || !value.equals(values.getFirst());
                default -> there && value.equals(values.getFirst());
            };
        }
    }

    @Provide
    Arbitrary<Written> requirements() {
        return Combinators.combine(
                        Arbitraries.of("exists", "!", "in", "notin", "=", "==", "!="),
                        Arbitraries.of(KEYS),
                        Arbitraries.of(VALUES).list().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.of(SPACES))
                .as(Written::new);
    }

    @Provide
    Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(Arbitraries.of(KEYS), Arbitraries.of(VALUES)).ofMaxSize(4);
    }

    @Property
    void matchesByEachRequirement(
            @ForAll @Size(min = 1, max = 5) List<@From("requirements") Written> written,
            @ForAll @From("labels") Map<String, String> labels)
            throws RuleSyntaxException {
        String text = written.stream().map(Written::text).collect(Collectors.joining(","));
        Selector selector = SelectorParser.parse("test", text, 16);

        assertThat(selector.matches(Labels.of(labels)))
                .as(text + " on " + labels)
                .isEqualTo(written.stream().allMatch(requirement -> requirement.holds(labels)));
        assertThat(SelectorParser.parse("test", selector.toString(), 16)).isEqualTo(selector);
    }

    @Property
    void readsAnyTextAsASelectorOrAnErrorWithinIt(@ForAll @From("scraps") String text) {
        try {
            assertThat(SelectorParser.parse("test", text, 16).requirements()).isNotEmpty();
        } catch (RuleSyntaxException e) {
            assertThat(e.error())
                    .isInstanceOfSatisfying(
                            RuleError.Syntax.class,
                            error -> assertThat(error.position()).isBetween(0, text.length()));
        }
    }

    @Provide
    Arbitrary<String> scraps() {
        Set<String> scraps =
                Set.of("app", "in", "notin", "(", ")", ",", "=", "==", "!=", "!", ">", "<", " ", "é", "-", "a/b", "");
        return Arbitraries.of(scraps).list().ofMaxSize(12).map(list -> String.join("", list));
    }
}
