package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.ClusterPicture.counting;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.Reason;
import dev.evenkeel.balance.ServicePlans;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.report.ServiceReading;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.traffic.Service;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens when there are more groups than evenkeel may count. */
class CrowdedOutTest {
    private static final PodPicture DB = pod("db-1").spread("required");

    private static PodPicture exclusive(String name) {
        return pod(name).annotated(Annotations.EXCLUSIVE, "true");
    }

    private static Service service(String name, String application) {
        return new Service(
                PodPicture.DEFAULT_NAMESPACE,
                name,
                1,
                Labels.NONE,
                Labels.of("app", application),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false);
    }

    @Test
    void aWaitingPodWhoseRuleNeedsOneMoreWaitsOn() {
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(web(1));
        cluster.filter(DB).isNotNow(Reason.TOO_MANY_GROUPS);
        cluster.bind(DB, "a").isRefused(Reason.TOO_MANY_GROUPS);
        cluster.filter(web(1)).offers("a", "b");
    }

    /** What one number costs each pod of a group, another costs again. */
    @Test
    void aGroupThatIsLimitedToManyNumbersCountsAsMoreThanOne() {
        ClusterPicture cluster = counting(2, 10, "a: b:");
        for (int max = 1; max <= ConstraintIndex.NUMBERS_OF_A_GROUP; max++) {
            cluster.shows(web(max).spread("required host max " + (100 + max)));
        }
        cluster.shows(DB);
        PodPicture more = web(99).spread("required host max 99");
        cluster.filter(more).isNotNow(Reason.TOO_MANY_GROUPS);
        cluster.gone(web(7));
        assertThat(cluster.filter(more).offer()).isInstanceOf(Offer.Some.class);
        PodPicture another = web(98).spread("required host max 107");
        cluster.filter(another).isNotNow(Reason.TOO_MANY_GROUPS);
        cluster.gone(DB);
        assertThat(cluster.filter(another).offer()).isInstanceOf(Offer.Some.class);
        cluster.filter(DB.named("db-2").uid("db-2")).isNotNow(Reason.TOO_MANY_GROUPS);
    }

    @Test
    void twoKindsOfLimitOverTheSamePodsAreOneGroup() {
        PodPicture shy = pod("shy").annotated(Annotations.AVOID, "app=db");
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(DB).shows(shy);
        assertThat(cluster.filter(shy).offer()).isInstanceOf(Offer.Some.class);
        cluster.gone(DB).filter(web(1)).isNotNow(Reason.TOO_MANY_GROUPS);
        cluster.gone(shy).filter(web(1)).offers("a", "b");
    }

    @Test
    void admitsACrowdedOutPodAsSoonAsThereIsRoom() {
        ClusterPicture cluster = counting(1, 10, "a:db b:").shows(web(1)).shows(DB.named("db-9"));
        cluster.filter(DB.named("db-9")).isNotNow(Reason.TOO_MANY_GROUPS);
        cluster.gone(web(1)).filter(DB.named("db-9")).offers("b");
    }

    @Test
    void admitsAllSiblingsOfAnAdmittedGroup() {
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(web(1));
        for (int i = 1; i <= 20; i++) {
            cluster.shows(pod("db-" + i).spread("required"));
        }
        cluster.gone(web(1));
        for (int i = 1; i <= 20; i++) {
            assertThat(cluster.filter(pod("db-" + i).spread("required")).offer())
                    .as(cluster::toString)
                    .isNotInstanceOf(Offer.NotNow.class);
            cluster.gone("db-" + i);
        }
    }

    @Test
    void anAdmittedPodCountsForOthersAlsoIfItWasUpdatedMeanwhile() {
        PodPicture alone = exclusive("alone");
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(web(1)).shows(alone);
        cluster.shows(alone.version(2));
        cluster.gone(web(1));
        cluster.place(alone.version(2), "a").isGranted();
        cluster.filter(pod("plain")).offers("b");
        cluster.place(pod("plain"), "a").isRefused(Reason.CARRIER_PRESENT);
    }

    @Test
    void thePlaceThatAPodGotMeanwhileIsNotForgotten() {
        PodPicture alone = exclusive("alone");
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(web(1)).shows(alone);
        cluster.shows(alone.version(2).on("a"));
        cluster.gone(web(1)).hasPlaced(alone, "a");
        cluster.place(pod("plain"), "a").isRefused(Reason.CARRIER_PRESENT);
    }

    @Test
    void theRuleOfABoundPodAlwaysCounts() {
        ClusterPicture cluster = counting(1, 10, "a: b:")
                .shows(web(1).on("a"))
                .shows(exclusive("alone").on("b"));
        cluster.filter(pod("plain")).offers("a");
        cluster.place(pod("plain"), "b").isRefused(Reason.CARRIER_PRESENT);
    }

    @Test
    void admitsNoWaitingPodWhereBoundPodsExceedTheLimit() {
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(web(1).on("a")).shows(DB.on("b"));
        cluster.filter(DB.named("db-2")).offers("a");
        cluster.filter(pod("api").spread("required")).isNotNow(Reason.TOO_MANY_GROUPS);
        cluster.gone(DB).gone(DB.named("db-2"));
        cluster.filter(pod("api").spread("required")).isNotNow(Reason.TOO_MANY_GROUPS);
        cluster.gone(web(1)).filter(pod("api").spread("required")).offers("a", "b");
    }

    @Test
    void aPodThatOthersBoundWhileItWasCrowdedOutCounts() {
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(web(1)).shows(exclusive("alone"));
        cluster.shows(exclusive("alone").version(2).on("b"));
        cluster.place(pod("plain"), "b").isRefused(Reason.CARRIER_PRESENT);
    }

    @Test
    void aPermittedPodWhoseNewRuleWouldHaveNoRoomCounts() {
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(web(1));
        cluster.place(web(1), "a").isGranted();
        cluster.shows(web(2)).shows(exclusive("web-1").version(3));
        cluster.place(pod("plain"), "a").isRefused(Reason.CARRIER_PRESENT);
    }

    @Test
    void aLateSuccessOfAPodThatWasCrowdedOutMeanwhileCounts() {
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(web(1)).shows(web(2));
        ClusterPicture.Permitted granted = cluster.place(web(1), "a").isGranted();
        granted.settle(new BindOutcome.Forbidden("too many requests"));
        cluster.shows(exclusive("web-1").version(3));
        cluster.filter(exclusive("web-1").version(3)).isNotNow(Reason.TOO_MANY_GROUPS);
        granted.settle(new BindOutcome.AlreadyThere());
        cluster.place(pod("plain"), "a").isRefused(Reason.CARRIER_PRESENT);
    }

    @Test
    void aFinishedPodTakesNoRoom() {
        ClusterPicture cluster =
                counting(1, 10, "a: b:").shows(web(1)).shows(DB.on("b").finished());
        cluster.gone(web(1)).gone(DB).filter(pod("api").spread("required")).offers("a", "b");
    }

    // ---- targets that may be broken

    @Test
    void preferencesLeaveRoomForRequiredRules() {
        ClusterPicture cluster = counting(1, 10, "a: b:")
                .shows(pod("api-1").spread("preferred"))
                .shows(pod("job-1").spread("preferred"));
        cluster.filter(web(1)).offers("a", "b");
    }

    @Test
    void plansLeaveRoomForRequiredRules() {
        PodPicture balanced = pod("api-1").annotated(Annotations.BALANCE, "on");
        ClusterPicture cluster = counting(1, 10, "a: b:").shows(service("front", "api"));
        cluster.filter(balanced).cluster().score(balanced);
        cluster.filter(web(1)).offers("a", "b");
    }

    @Test
    void requiredRulesLeaveRoomForPreferences() {
        ClusterPicture cluster = counting(1, 1, "a:api b:").shows(web(1));
        cluster.score(pod("api-9").spread("preferred")).scores("a:0 b:10");
    }

    @Test
    void aPreferenceWithoutRoomIsPassedOver() {
        ClusterPicture cluster = counting(10, 1, "a:api b:").shows(pod("job-1").spread("preferred"));
        cluster.score(pod("api-9").spread("preferred")).scores("a:0 b:0");
        cluster.gone("job-1").gone("api-9");
        cluster.score(pod("api-8").spread("preferred")).scores("a:0 b:10");
    }

    @Test
    void aServiceWithoutRoomForItsPlanHasNoneAndSaysSo() {
        PodPicture api = pod("api-9").annotated(Annotations.BALANCE, "on");
        ClusterPicture cluster = counting(10, 1, "a:api b:")
                .shows(service("front", "api"))
                .shows(pod("job-1").spread("preferred"));
        cluster.filter(api).cluster().score(api).scores("a:0 b:0");
        assertThat(cluster.arbiter().plans().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.name()).isEqualTo("front");
            assertThat(problem.reason()).isEqualTo(Reason.TOO_MANY_GROUPS);
            assertThat(problem.message()).contains("evenkeel.limits.soft-groups");
        });
        cluster.gone("job-1").filter(api).cluster().score(api).scores("a:3 b:10");
        assertThat(cluster.arbiter().plans().problems()).isEmpty();
    }

    @Test
    void crowdsOutNoPodWithinTheLimit() {
        cluster("a: b:").shows(web(1)).filter(DB).offers("a", "b");
    }

    private static ClusterPicture behind(int services, ClusterPicture cluster) {
        for (int i = 0; i < services; i++) {
            cluster.shows(service("s-" + (100 + i), "x"));
        }
        PodPicture balanced = pod("x-1").annotated(Annotations.BALANCE, "on");
        cluster.filter(balanced).cluster().score(balanced);
        return cluster;
    }

    /** They count the same pods, and each has a plan of its own. */
    @Test
    void plansOfServicesWithTheSameSelectorAreNoMoreThanSoftGroups() {
        assertThat(behind(3, counting(10, 3, "a: b:")).arbiter().plans().problems())
                .isEmpty();
        assertThat(behind(5, counting(10, 3, "a: b:")).arbiter().plans().problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.reason()).isEqualTo(Reason.TOO_MANY_GROUPS));
    }

    @Test
    void aPodIsPlacedForSoManyServicesTheFirstByName() {
        ClusterPicture cluster = behind(ServicePlans.SERVICES_OF_A_POD + 5, counting(10, 100, "a: b:"));
        for (int i = 0; i < ServicePlans.SERVICES_OF_A_POD + 5; i++) {
            boolean isPlanned =
                    cluster.serviceReports().explain(PodPicture.DEFAULT_NAMESPACE, "s-" + (100 + i)).stream()
                            .map(ServiceReading.Concerned.class::cast)
                            .flatMap(reading -> reading.view().nodes().each().stream())
                            .anyMatch(node -> node.planned().isPresent());
            assertThat(isPlanned).as("Service " + i).isEqualTo(i < ServicePlans.SERVICES_OF_A_POD);
        }
    }
}
