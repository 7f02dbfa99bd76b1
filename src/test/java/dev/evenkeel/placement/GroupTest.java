package dev.evenkeel.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.Labels;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Selector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupTest {
    /** The group that the limit of a pod with these labels and that one term is about. */
    private static Selector group(String labels, String spread) {
        Pod pod = PodPicture.pod("x").labels(labels).spread(spread).pod();
        return switch (Applicant.of(pod).ask()) {
            case Ask.Ruled(Rule rule) -> rule.limits(pod).getFirst().group();
            case Ask other -> throw new AssertionError(other);
        };
    }

    private static Labels labels(String drawn) {
        return Labels.of(PodPicture.pairs(drawn));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pod-template-hash",
                "controller-revision-hash",
                "pod-template-generation",
                "statefulset.kubernetes.io/pod-name",
                "apps.kubernetes.io/pod-index",
                "batch.kubernetes.io/controller-uid",
                "batch.kubernetes.io/job-name",
                "batch.kubernetes.io/job-completion-index",
                "controller-uid",
                "job-name",
                "topology.kubernetes.io/zone",
                "topology.kubernetes.io/region",
                "helm.sh/chart",
                "app.kubernetes.io/version",
                "version"
            })
    void aLabelThatIsNotTheUsersOwnOrChangesWithAReleaseMakesNoGroup(String key) {
        assertThat(group("app=web," + key + "=1", "required")).hasToString("app=web");
    }

    @Test
    void allOtherLabelsMakeTheGroup() {
        String own = "app=web,tier=front,app.kubernetes.io/name=shop,topology.kubernetes.io/rack=r1";

        assertThat(group(own, "required")).isEqualTo(Selector.of(labels(own)));
    }

    @Test
    void theGroupTakesInPodsWithMoreLabels() {
        assertThat(group("app=web", "required").matches(labels("app=web,tier=front")))
                .isTrue();
        assertThat(group("app=web,tier=front", "required").matches(labels("app=web")))
                .isFalse();
    }

    @Test
    void perRevisionComparesWithinOneRevision() {
        assertThat(group("app=web,pod-template-hash=1", "required per-revision"))
                .hasToString("app=web,pod-template-hash=1");
        assertThat(group("app=web,controller-revision-hash=1", "required per-revision"))
                .hasToString("app=web,controller-revision-hash=1");
        assertThat(group("app=web,pod-template-hash=1", "required")).hasToString("app=web");
    }

    @Test
    void perRevisionOfAPodWithoutOneIsMalformed() {
        assertThat(PodPicture.pod("web")
                        .spread("required per-revision")
                        .applicant()
                        .ask())
                .isInstanceOf(Ask.Malformed.class);
    }
}
