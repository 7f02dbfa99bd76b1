package dev.evenkeel.rule;

import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.placement.PodPicture;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParsedRuleTest {
    @Test
    void asksForNothingWithoutAnnotations() {
        assertThat(pod("web").info().ask()).isEqualTo(new ParsedRule.Nothing());
        assertThat(pod("web")
                        .annotated("evenkeel.dev/other", "required")
                        .info()
                        .ask()
                        .isSomething())
                .isFalse();
    }

    @Test
    void asksForNothingIfOff() {
        assertThat(pod("web").spread("off").info().ask()).isEqualTo(new ParsedRule.Nothing());
    }

    @Test
    void asksForSomethingEvenIfMalformed() {
        assertThat(pod("web").spread("required").info().ask()).isInstanceOf(ParsedRule.Ruled.class);
        assertThat(pod("web").spread("requird").info().ask()).isInstanceOf(ParsedRule.Malformed.class);
        assertThat(pod("web").spread("required").info().ask().isSomething()).isTrue();
        assertThat(pod("web").spread("").info().ask().isSomething()).isTrue();
    }

    @Test
    void refusesAPodWithoutALabelOfItsOwn() {
        PodPicture pod = pod("web").labels("pod-template-hash=1,version=2").spread("preferred");

        assertThat(pod.info().ask())
                .isInstanceOfSatisfying(
                        ParsedRule.Malformed.class,
                        ask -> assertThat(ask.error().message())
                                .startsWith("evenkeel.dev/spread: ")
                                .contains("no label"));
        assertThat(pod.spread("off").info().ask()).isEqualTo(new ParsedRule.Nothing());
    }

    /** The spec may be as large as an object; its rule has the limits of annotations. */
    @Test
    void limitsTheTermsOfTheSpec() {
        int most = RuleLimits.DEFAULTS.termsPerRule();
        PodPicture pod = pod("web").spread("spec");
        for (int i = 1; i <= most; i++) {
            pod = pod.antiAffinity(Selector.of(Labels.of("k" + i, "")), Topology.HOST);
        }
        assertThat(pod.info().ask()).isInstanceOf(ParsedRule.Ruled.class);
        assertThat(message(pod.antiAffinity(Selector.of(Labels.of("k", "")), Topology.HOST)))
                .isEqualTo("evenkeel.dev/spread: spec: the pod has 9 required podAntiAffinity terms over its own"
                        + " namespace; expected at most 8 terms");
    }

    @Test
    void limitsTheSelectorsOfTheSpec() {
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < RuleLimits.DEFAULTS.selectorTerms(); i++) {
            labels.put("k" + i, "v");
        }
        PodPicture pod = pod("web").spread("spec");
        assertThat(pod.antiAffinity(Selector.of(Labels.of(labels)), Topology.HOST)
                        .info()
                        .ask())
                .isInstanceOf(ParsedRule.Ruled.class);
        labels.put("more", "v");
        assertThat(message(pod.antiAffinity(Selector.of(Labels.of(labels)), Topology.HOST)))
                .contains("17 requirements", "at most 16 requirements");

        List<String> values =
                IntStream.range(0, 2_000).mapToObj(i -> "value-" + i).toList();
        assertThat(message(pod.antiAffinity(new Selector(List.of(new Selector.In("app", values))), Topology.HOST)))
                .contains("1 requirements and 20", "and 4096 characters")
                .hasSizeLessThan(400);
    }

    /** A value that is too long is malformed, and not kept in full. */
    @Test
    void cutsAValueThatIsTooLong() {
        int most = RuleLimits.DEFAULTS.annotationLength();
        PodInfo longest = pod("web").spread("required" + " ".repeat(most - 8)).info();
        PodInfo tooLong = pod("web").spread("required" + " ".repeat(200_000)).info();

        assertThat(longest.ask()).isInstanceOf(ParsedRule.Ruled.class);
        assertThat(tooLong.ask()).isInstanceOf(ParsedRule.Malformed.class);
        assertThat(tooLong.pod().settings().get(Annotations.SPREAD))
                .hasValueSatisfying(kept -> assertThat(kept).hasSize(most + 1));
        assertThat(new RuleReader(RuleLimits.DEFAULTS).read(tooLong.pod())).isEqualTo(tooLong);
    }

    private static String message(PodPicture pod) {
        return pod.info().ask() instanceof ParsedRule.Malformed(RuleError error) ? error.message() : "";
    }
}
