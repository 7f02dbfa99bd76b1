package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Reason;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.traffic.Service;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an arbiter that may not decide answers, and whom it lets pass. */
class AuthorityTest {
    private static final Authority.Withheld WITHHELD = new Authority.Withheld(Reason.NOT_LEADING, "another leads");

    @Test
    void aRequiredRuleGetsNoAnswer() {
        cluster("a: b:").authorized(WITHHELD).filter(web()).isNotNow(Reason.NOT_LEADING);
        cluster("a: b:")
                .authorized(WITHHELD)
                .place(web(), "a")
                .isRefused(Reason.NOT_LEADING)
                .isRefusedSaying("another leads");
    }

    @Test
    void aPodWithoutARuleThatARequiredRuleMatchesGetsNoAnswer() {
        ClusterPicture cluster = cluster("a:web* b:").authorized(WITHHELD);
        cluster.filter(pod("web-9")).isNotNow(Reason.NOT_LEADING);
        cluster.bind(pod("web-9"), "b").isRefused(Reason.NOT_LEADING);
    }

    @Test
    void aPodThatMatchesTheRuleOfOneThatWaitsGetsNoAnswerEither() {
        ClusterPicture cluster = cluster("a: b:").shows(web()).authorized(WITHHELD);
        cluster.filter(pod("web-9")).isNotNow(Reason.NOT_LEADING);
        cluster.bind(pod("web-9"), "b").isRefused(Reason.NOT_LEADING);
    }

    @Test
    void othersPass() {
        ClusterPicture cluster = cluster("a:web* b:").authorized(WITHHELD);
        cluster.filter(pod("db")).offersEverything();
        cluster.bind(pod("db"), "a").isGranted();
    }

    @Test
    void aPodThatOnlyPrefersPasses() {
        PodPicture web = pod("web").spread("preferred");
        ClusterPicture cluster = cluster("a:web b:").authorized(WITHHELD);
        cluster.filter(web).offersEverything();
        cluster.bind(web, "a").isGranted();
    }

    @Test
    void aPodThatOthersWouldRatherBeApartFromPasses() {
        ClusterPicture cluster =
                cluster("a: b:").shows(pod("web-1").spread("preferred")).authorized(WITHHELD);
        cluster.filter(pod("web-9")).offersEverything();
        cluster.bind(pod("web-9"), "b").isGranted();
    }

    @Test
    void aPodBehindABalancedServicePasses() {
        PodPicture balanced = pod("web-1").annotated(Annotations.BALANCE, "on");
        ClusterPicture cluster = cluster("a: b:").shows(service());
        cluster.filter(balanced).cluster().score(balanced);
        cluster.authorized(WITHHELD);
        cluster.filter(pod("web-9")).offersEverything();
        cluster.bind(pod("web-9"), "b").isGranted();
        cluster.bind(balanced, "a").isGranted();
    }

    private static Service service() {
        return new Service(
                PodPicture.DEFAULT_NAMESPACE,
                "front",
                1,
                Labels.NONE,
                Labels.of("app", "web"),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false);
    }

    @Test
    void authorityEndsAtItsTime() {
        ClusterPicture cluster = cluster("a: b:");
        Moment end = cluster.now().plus(Duration.ofSeconds(10));
        cluster.authorized(new Authority.Until(end, WITHHELD));
        cluster.afterSeconds(9).filter(web()).offers("a", "b");
        cluster.afterSeconds(1).filter(web()).isNotNow(Reason.NOT_LEADING);
        cluster.bind(web(), "a").isRefused(Reason.NOT_LEADING);
        cluster.authorized(Authority.FULL).bind(web(), "a").isGranted();
    }

    @Test
    void sendsNoPermittedBindingOnceTheAuthorityHasEnded() {
        ClusterPicture cluster = cluster("a: b:");
        ClusterPicture.Permitted granted = cluster.place(web(), "a").isGranted();
        assertThat(cluster.arbiter().keptFromSending(granted.permit(), cluster.now()))
                .isEmpty();

        cluster.authorized(WITHHELD);
        assertThat(cluster.arbiter().keptFromSending(granted.permit(), cluster.now()))
                .contains(WITHHELD);
        assertThat(cluster.arbiter().bindingsUnderWay()).isEqualTo(1);
        granted.settle(new BindOutcome.NotSent("another leads")).fails(Reason.NOT_BOUND);

        cluster.hasWaiting(web());
        assertThat(cluster.arbiter().bindingsUnderWay()).isZero();
    }

    @Test
    void aBindingInDoubtIsNotSentAgain() {
        ClusterPicture cluster = cluster("a: b:");
        cluster.place(web(), "a").settle(new BindOutcome.Unknown("time-out")).fails(Reason.OUTCOME_UNKNOWN);
        cluster.authorized(WITHHELD).bind(web(), "a").isRefused(Reason.NOT_LEADING);
        cluster.hasPlaced(web(), "a");
        assertThat(cluster.arbiter().bindingsUnderWay()).isEqualTo(1);
    }

    @Test
    void preemptKeepsNoNodeWithoutAuthority() {
        cluster("a:web* b:").authorized(WITHHELD).preempt(web(), "a:web-1").keeps();
    }

    @Test
    void releasesAnOfferOnceFilterIsCalledWithoutAuthority() {
        ClusterPicture cluster = cluster("a: b:web").shows(web(11)).shows(web(12));
        cluster.filter(web(11)).offers("a");
        cluster.authorized(WITHHELD).filter(web(11)).isNotNow(Reason.NOT_LEADING);
        cluster.authorized(Authority.FULL).filter(web(12)).offers("a");
    }
}
