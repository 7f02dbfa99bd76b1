package dev.evenkeel.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.labels.Selector.DoesNotExist;
import dev.evenkeel.labels.Selector.Exists;
import dev.evenkeel.labels.Selector.In;
import dev.evenkeel.labels.Selector.NotIn;
import dev.evenkeel.labels.Selector.Requirement;
import dev.evenkeel.placement.PodPicture;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
    /** The table of k8s.io/apimachinery/pkg/labels.Requirement.Matches, absent keys and empty values included. */
    @ParameterizedTest(name = "{0} {1} on {2}: {3}")
    @CsvSource({
        "In,          'a b', x=a,    true",
        "In,          'a b', x=b,    true",
        "In,          'a b', x=c,    false",
        "In,          'a b', x=,     false",
        "In,          'a b', y=a,    false",
        "In,          'a b', '',     false",
        "NotIn,       'a b', x=a,    false",
        "NotIn,       'a b', x=b,    false",
        "NotIn,       'a b', x=c,    true",
        "NotIn,       'a b', x=,     true",
        "NotIn,       'a b', y=a,    true",
        "NotIn,       'a b', '',     true",
        "Exists,      '',    x=a,    true",
        "Exists,      '',    x=,     true",
        "Exists,      '',    y=x,    false",
        "Exists,      '',    '',     false",
        "DoesNotExist,'',    x=a,    false",
        "DoesNotExist,'',    x=,     false",
        "DoesNotExist,'',    y=x,    true",
        "DoesNotExist,'',    '',     true",
    })
    void matchesARequirementAsKubernetesDoes(String operator, String values, String labels, boolean expected) {
        List<String> list = List.of(values.split(" ", -1));
        Requirement requirement = switch (operator) {
            case "In" -> new In("x", list);
            case "NotIn" -> new NotIn("x", list);
            case "Exists" -> new Exists("x");
            case "DoesNotExist" -> new DoesNotExist("x");
            default -> throw new IllegalArgumentException(operator);
        };

        assertThat(requirement.matches(labels(labels))).isEqualTo(expected);
        assertThat(requirement.key()).isEqualTo("x");
    }

    @Test
    void takesAnEmptyValueForAValue() {
        assertThat(new In("x", List.of("")).matches(labels("x="))).isTrue();
        assertThat(new In("x", List.of("")).matches(labels(""))).isFalse();
        assertThat(new NotIn("x", List.of("")).matches(labels("x="))).isFalse();
        assertThat(new NotIn("x", List.of("")).matches(labels(""))).isTrue();
    }

    @Test
    void matchesOnlyIfAllRequirementsAreMet() {
        Selector selector = new Selector(List.of(new In("app", List.of("web")), new DoesNotExist("canary")));

        assertThat(selector.matches(labels("app=web"))).isTrue();
        assertThat(selector.matches(labels("app=web,canary=1"))).isFalse();
        assertThat(selector.matches(labels("app=db"))).isFalse();
    }

    @Test
    void matchesEverythingWithoutRequirements() {
        assertThat(Selector.EVERYTHING.matches(Labels.NONE)).isTrue();
        assertThat(Selector.EVERYTHING.matches(labels("a=b"))).isTrue();
        assertThat(Selector.EVERYTHING.anchor()).isEmpty();
        assertThat(Selector.of(Labels.NONE)).isEqualTo(Selector.EVERYTHING);
    }

    @Test
    void allowsMoreLabelsThanItWasMadeOf() {
        Selector selector = Selector.of(labels("app=web,tier=front"));

        assertThat(selector.matches(labels("app=web,tier=front,more=1"))).isTrue();
        assertThat(selector.matches(labels("app=web"))).isFalse();
        assertThat(selector.matches(labels("app=web,tier=back"))).isFalse();
    }

    @Test
    void equalsTheSameRequirementsInAnotherOrder() {
        Selector one = new Selector(List.of(new Exists("b"), new In("a", List.of("2", "1", "2")), new Exists("b")));
        Selector other = new Selector(List.of(new In("a", List.of("1", "2")), new Exists("b")));

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    }

    @Test
    void excludesASelectorThatRequiresAnotherValue() {
        Selector web = new Selector(List.of(new In("app", List.of("web", "api")), new Exists("tier")));

        assertThat(web.excludes(new Selector(List.of(new In("app", List.of("db"))))))
                .isTrue();
        assertThat(web.excludes(new Selector(List.of(new In("app", List.of("db", "api"))))))
                .isFalse();
        assertThat(web.excludes(new Selector(List.of(new In("tier", List.of("db"))))))
                .isFalse();
        assertThat(web.excludes(new Selector(List.of(new NotIn("app", List.of("web", "api"))))))
                .isFalse();
        assertThat(web.excludes(Selector.EVERYTHING)).isFalse();
    }

    @Test
    void addsARequirement() {
        Selector selector = Selector.EVERYTHING.and(new Exists("a")).and(new NotIn("b", List.of("1")));

        assertThat(selector).isEqualTo(new Selector(List.of(new NotIn("b", List.of("1")), new Exists("a"))));
    }

    @Test
    void anchorsAtALabelThatEveryMatchCarries() {
        Selector selector = new Selector(List.of(
                new Exists("a"),
                new In("b", List.of("1", "2")),
                new NotIn("c", List.of("3")),
                new In("d", List.of("4"))));

        assertThat(selector.anchor()).isEqualTo(Optional.of(new Selector.Label("d", "4")));
        assertThat(new Selector(List.of(new Exists("a"), new In("b", List.of("1", "2")))).anchor())
                .isEmpty();
    }

    @Test
    void printsAsKubectlDoes() {
        Selector selector = new Selector(List.of(
                new In("app", List.of("web")),
                new In("tier", List.of("b", "a")),
                new NotIn("x", List.of("1")),
                new NotIn("y", List.of("2", "1")),
                new Exists("z"),
                new DoesNotExist("canary")));

        assertThat(selector).hasToString("!canary,app=web,tier in (a,b),x!=1,y notin (1,2),z");
    }

    @Test
    void refusesASetRequirementWithoutValues() {
        assertThatThrownBy(() -> new In("a", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NotIn("a", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static Labels labels(String drawn) {
        return Labels.of(PodPicture.pairs(drawn));
    }
}
