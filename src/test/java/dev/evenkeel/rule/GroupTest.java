package dev.evenkeel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.placement.PodPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupTest {
    /** The group of the cap of a pod with these labels and that one term. */
    private static Selector group(String labels, String spread) {
        Pod pod = PodPicture.pod("x").labels(labels).spread(spread).pod();
        return switch (new RuleReader(RuleLimits.DEFAULTS).read(pod).ask()) {
            case ParsedRule.Ruled(Rule rule) -> rule.caps(pod).getFirst().group();
            case ParsedRule other -> throw new AssertionError(other);
        };
    }

    private static Labels labels(String drawn) {
        return Labels.of(PodPicture.pairs(drawn));
    }

    static Stream<String> writtenLabels() {
        return WrittenLabel.ALL.stream().map(WrittenLabel::key);
    }

    @ParameterizedTest
    @MethodSource("writtenLabels")
    void leavesOutLabelsThatControllersAndReleasesWrite(String key) {
        assertThat(group("app=web," + key + "=1", "required")).hasToString("app=web");
    }

    /** The table in docs/annotations.md is the list in the code. */
    @Test
    void matchesTheLabelsListedInTheReference() throws IOException {
        String reference = Files.readString(Path.of("docs", "annotations.md"));

        assertThat(Pattern.compile("\\| `([^`]+)` \\| ([a-z]+) \\| ([^|]+) \\|\n")
                        .matcher(reference)
                        .results()
                        .map(row -> row.group(1) + ", " + row.group(2) + ", " + row.group(3)))
                .containsExactlyElementsOf(WrittenLabel.ALL.stream()
                        .map(label ->
                                label.key() + ", " + label.nature().name().toLowerCase(Locale.ROOT) + ", " + label.by())
                        .toList());
    }

    @Test
    void listsNoLabelTwice() {
        assertThat(writtenLabels()).doesNotHaveDuplicates();
    }

    @Test
    void groupsPodsOfAnOperatorThatLabelsEachOfThem() {
        assertThat(group("app=kafka,strimzi.io/cluster=c,strimzi.io/pod-name=c-kafka-1", "required"))
                .isEqualTo(group("app=kafka,strimzi.io/cluster=c,strimzi.io/pod-name=c-kafka-2", "required"));
    }

    @Test
    void groupsByAllOtherLabels() {
        String own = "app=web,tier=front,app.kubernetes.io/name=shop,topology.kubernetes.io/rack=r1";

        assertThat(group(own, "required")).isEqualTo(Selector.of(labels(own)));
    }

    @Test
    void refusesAPodWithVeryManyLabelsThatDoesNotNameItsGroup() {
        PodPicture pod = PodPicture.pod("x").spread("required");
        for (int i = 1; i < GroupChoice.ByDefault.MOST_LABELS; i++) {
            pod = pod.label("k" + i, "");
        }
        PodPicture oneMore = pod.label("k", "");

        assertThat(new RuleReader(RuleLimits.DEFAULTS).read(pod.pod()).ask()).isInstanceOf(ParsedRule.Ruled.class);
        assertThat(new RuleReader(RuleLimits.DEFAULTS).read(oneMore.pod()).ask())
                .isInstanceOfSatisfying(
                        ParsedRule.Malformed.class,
                        malformed -> assertThat(malformed.error().message())
                                .isEqualTo(
                                        "evenkeel.dev/spread: the pod has 257 labels of its own; expected at most 256,"
                                                + " or the group named with evenkeel.dev/spread-by or evenkeel.dev/selector"));
        assertThat(new RuleReader(RuleLimits.DEFAULTS)
                        .read(oneMore.annotated(Annotations.SPREAD_BY, "app").pod())
                        .ask())
                .isInstanceOf(ParsedRule.Ruled.class);
    }

    @Test
    void includesPodsWithMoreLabels() {
        assertThat(group("app=web", "required").matches(labels("app=web,tier=front")))
                .isTrue();
        assertThat(group("app=web,tier=front", "required").matches(labels("app=web")))
                .isFalse();
    }

    @Test
    void comparesWithinOneRevisionIfPerRevision() {
        assertThat(group("app=web,pod-template-hash=1", "required per-revision"))
                .hasToString("app=web,pod-template-hash=1");
        assertThat(group("app=web,controller-revision-hash=1", "required per-revision"))
                .hasToString("app=web,controller-revision-hash=1");
        assertThat(group("app=web,rollouts-pod-template-hash=1", "required per-revision"))
                .hasToString("app=web,rollouts-pod-template-hash=1");
        assertThat(group("app=web,leaderworkerset.sigs.k8s.io/template-revision-hash=1", "required per-revision"))
                .hasToString("app=web,leaderworkerset.sigs.k8s.io/template-revision-hash=1");
        assertThat(group("app=web,pod-template-hash=1", "required")).hasToString("app=web");
    }

    @Test
    void refusesPerRevisionOfAPodWithoutOne() {
        assertThat(PodPicture.pod("web").spread("required per-revision").info().ask())
                .isInstanceOf(ParsedRule.Malformed.class);
    }
}
