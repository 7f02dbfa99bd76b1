package dev.evenkeel.placement;

import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AskTest {
    @Test
    void aPodWithoutTheAnnotationAsksForNothing() {
        assertThat(pod("web").applicant().ask()).isEqualTo(new Ask.Nothing());
        assertThat(pod("web")
                        .annotated("evenkeel.dev/other", "required")
                        .applicant()
                        .ask()
                        .isSomething())
                .isFalse();
    }

    @Test
    void offAsksForNothing() {
        assertThat(pod("web").spread("off").applicant().ask()).isEqualTo(new Ask.Nothing());
    }

    @Test
    void aRuleIsSomethingAndSoIsAMalformedOne() {
        assertThat(pod("web").spread("required").applicant().ask()).isInstanceOf(Ask.Ruled.class);
        assertThat(pod("web").spread("requird").applicant().ask()).isInstanceOf(Ask.Malformed.class);
        assertThat(pod("web").spread("required").applicant().ask().isSomething())
                .isTrue();
        assertThat(pod("web").spread("").applicant().ask().isSomething()).isTrue();
    }

    @Test
    void aPodWithoutALabelOfItsOwnHasNoGroup() {
        PodPicture pod = pod("web").labels("pod-template-hash=1,version=2").spread("preferred");

        assertThat(pod.applicant().ask())
                .isInstanceOfSatisfying(
                        Ask.Malformed.class,
                        ask -> assertThat(ask.error().message())
                                .startsWith("evenkeel.dev/spread: ")
                                .contains("no label"));
        assertThat(pod.spread("off").applicant().ask()).isEqualTo(new Ask.Nothing());
    }
}
