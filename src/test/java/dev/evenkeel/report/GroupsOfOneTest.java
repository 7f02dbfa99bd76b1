package dev.evenkeel.report;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Problem;
import dev.evenkeel.api.Reason;
import dev.evenkeel.placement.ClusterPicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.rule.Annotations;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workloads whose pods are each in a group of one are reported: their rule has no effect. */
class GroupsOfOneTest {
    private static final String OWN = "example.com/instance";

    private static PodPicture kafka(int number) {
        return pod("kafka-" + number)
                .spread("required")
                .label(OWN, "kafka-" + number)
                .controlledBy("set");
    }

    private static ClusterPicture both() {
        return cluster("a: b:").shows(kafka(0)).shows(kafka(1));
    }

    private static List<Problem> problems(ClusterPicture cluster) {
        List<Problem> problems = cluster.groupsOfOne().problems();
        assertThat(cluster.groupsOfOne().workloads()).as(cluster::toString).isEqualTo(problems.size());
        return problems;
    }

    @Test
    void reportsAWorkloadOfGroupsOfOneOnOnePod() {
        assertThat(problems(both().shows(kafka(2)))).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo("Pod");
            assertThat(problem.name()).isEqualTo("kafka-0");
            assertThat(problem.reason()).isEqualTo(Reason.GROUPS_OF_ONE);
            assertThat(problem.message())
                    .contains("each in a group of one", "they differ in " + OWN, Annotations.SPREAD_BY);
        });
    }

    @Test
    void warnsInExplain() {
        ClusterPicture cluster = both();
        assertThat(cluster.podReports()
                        .explain("default", "kafka-1")
                        .orElseThrow()
                        .warning())
                .hasValueSatisfying(warning -> assertThat(warning).contains("they differ in " + OWN));
        cluster.shows(kafka(1).label(OWN, "kafka-0").version(2));
        assertThat(cluster.podReports()
                        .explain("default", "kafka-1")
                        .orElseThrow()
                        .warning())
                .isEmpty();
    }

    @Test
    void acceptsAGroupOfOneThatIsNamed() {
        assertThat(problems(cluster("a:")
                        .shows(kafka(0).annotated(Annotations.SPREAD_BY, OWN))
                        .shows(kafka(1).annotated(Annotations.SPREAD_BY, OWN))))
                .isEmpty();
    }

    @Test
    void ignoresAWorkloadOfOnePod() {
        assertThat(problems(cluster("a:").shows(kafka(0)))).isEmpty();
        assertThat(problems(both().gone(kafka(1)))).isEmpty();
    }

    @Test
    void ignoresAWorkloadIfTwoPodsShareAGroup() {
        assertThat(problems(both().shows(kafka(2).label(OWN, "kafka-0")))).isEmpty();
    }

    @Test
    void ignoresAGroupThatIncludesAnother() {
        PodPicture plain = pod("kafka-9").spread("required").controlledBy("set");
        assertThat(problems(cluster("a:").shows(plain).shows(kafka(0)))).isEmpty();
    }

    @Test
    void comparesNoPodsOfDifferentWorkloads() {
        assertThat(problems(cluster("a:").shows(kafka(0)).shows(kafka(1).controlledBy("other"))))
                .isEmpty();
        assertThat(problems(cluster("a:")
                        .shows(pod("x-1").spread("required").label(OWN, "1"))
                        .shows(pod("x-2").spread("required").label(OWN, "2"))))
                .isEmpty();
    }

    /** An owner reference is written by the pod's creator and may name any controller. */
    @Test
    void separatesControllersByNamespace() {
        assertThat(problems(cluster("a: b:").shows(kafka(0)).shows(kafka(1).in("tenant"))))
                .isEmpty();
    }

    @Test
    void namesSomeOfManyLabelsThatDiffer() {
        PodPicture one = kafka(0);
        PodPicture other = kafka(1);
        for (int i = 0; i < 20; i++) {
            one = one.label("k" + (10 + i), "1");
            other = other.label("k" + (10 + i), "2");
        }
        assertThat(problems(cluster("a: b:").shows(one).shows(other)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("they differ in " + OWN + ", k10, ", ", k18 and 11 more; "));
    }

    @Test
    void reportsTheSamePodIfOtherLabelsChange() {
        ClusterPicture cluster = both();
        cluster.shows(kafka(0).label("spilo-role", "master").version(2));
        assertThat(problems(cluster))
                .singleElement()
                .satisfies(problem -> assertThat(problem.name()).isEqualTo("kafka-0"));
    }

    @Test
    void ignoresPodsWithoutTerms() {
        assertThat(problems(cluster("a:").shows(kafka(0).withoutAnnotations()).shows(kafka(1).withoutAnnotations())))
                .isEmpty();
    }

    @Test
    void ignoresPodsThatAreBeingDeleted() {
        assertThat(problems(both().shows(kafka(1).on("a").terminating().version(2))))
                .isEmpty();
    }

    @Test
    void ignoresLabelsOfKnownOperators() {
        PodPicture strimzi = pod("kafka-0").spread("required").controlledBy("set");
        assertThat(problems(cluster("a:")
                        .shows(strimzi.label("strimzi.io/pod-name", "kafka-0"))
                        .shows(strimzi.named("kafka-1").label("strimzi.io/pod-name", "kafka-1"))))
                .isEmpty();
    }
}
