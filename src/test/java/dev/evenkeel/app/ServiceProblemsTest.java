package dev.evenkeel.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.Problem;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.traffic.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is wrong with Services is reported once, by the instance that leads. */
class ServiceProblemsTest {
    private final Core core =
            Core.of(new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1)));
    private final Arbitration arbitration = new LockedArbiter(core.arbiter());
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final AtomicBoolean heard = new AtomicBoolean(true);
    private Moment now = new Moment(0);
    private final List<String> reported = new ArrayList<>();
    private final ServiceProblems problems =
            new ServiceProblems(arbitration, core.groupsOfOne(), leads::get, this::hear);

    private boolean hear(Problem problem) {
        reported.add(problem.message());
        return heard.get();
    }

    private void shows(long version, String model) {
        shows("web", version, model);
    }

    private void shows(String name, long version, String model) {
        Service service = new Service(
                "shop",
                name,
                version,
                Labels.of("evenkeel.dev/traffic-model", model),
                Labels.of("app", "web"),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false,
                "uid");
        arbitration.decide((arbiter, now) -> {
            arbiter.on(new ServiceEvent.ServiceChanged(service), now);
            return service;
        });
    }

    @Test
    void reportsAnUnknownModelOnce() {
        shows(1, "node-evn");
        problems.report(now);
        shows(1, "node-evn");
        problems.report(now);
        shows(2, "node-evn");
        problems.report(now);

        assertThat(reported)
                .containsExactly(
                        "evenkeel.dev/traffic-model \"node-evn\": expected node-even, zone-node, zone-pod, pod-even, "
                                + "single-node, of which zone-node and zone-pod take a node label after them; it is taken for node-even");
    }

    @Test
    void reportsGroupsOfOneOncePerWorkload() {
        for (String name : List.of("kafka-0", "kafka-1", "kafka-2")) {
            arbitration.decide((arbiter, now) -> {
                arbiter.on(new ClusterEvent.PodChanged(loner(name)), now);
                return name;
            });
            problems.report(now);
        }

        assertThat(reported).singleElement().asString().contains("differ in example.com/pod", "evenkeel.dev/spread-by");
    }

    private static PodInfo loner(String name) {
        return new RuleReader(RuleLimits.DEFAULTS)
                .read(new Pod(
                        new PodId("shop", name, name),
                        1,
                        Labels.of(Map.of("app", "kafka", "example.com/pod", name)),
                        Labels.of("evenkeel.dev/spread", "required"),
                        Optional.empty(),
                        Pod.Phase.LIVE,
                        Resources.NONE,
                        List.of(),
                        false,
                        Pod.Scheduling.USUAL,
                        Optional.of("set")));
    }

    @Test
    void reportsAnotherValueAsAnotherProblemAndNoneIfFixed() {
        shows(1, "a");
        problems.report(now);
        shows(2, "b");
        problems.report(now);
        shows(3, "zone-pod");
        problems.report(now);
        shows(4, "b");
        problems.report(now);

        assertThat(reported).hasSize(3);
    }

    @Test
    void retriesAProblemThatCouldNotBeWritten() {
        heard.set(false);
        shows(1, "a");
        problems.report(now);
        heard.set(true);
        problems.report(now);
        assertThat(reported).hasSize(1);

        now = now.plus(ServiceProblems.REST);
        problems.report(now);
        problems.report(now);
        assertThat(reported).hasSize(2);
    }

    @Test
    void aProblemThatCannotBeWrittenDelaysNoOther() {
        heard.set(false);
        for (int i = 0; i < 25; i++) {
            shows("web-" + i, 1, "a");
        }
        problems.report(now);
        problems.report(now);
        assertThat(reported).hasSize(20);

        heard.set(true);
        problems.report(now);
        assertThat(reported).hasSize(25);
    }

    @Test
    void reportsNothingIfItDoesNotLead() {
        leads.set(false);
        shows(1, "a");
        problems.report(now);
        assertThat(reported).isEmpty();

        leads.set(true);
        problems.report(now);
        assertThat(reported).hasSize(1);
    }

    @Test
    void aLongValueIsCut() {
        shows(1, "x".repeat(200_000));
        problems.report(now);

        assertThat(reported)
                .singleElement()
                .asString()
                .contains("\"" + "x".repeat(100) + "…\"")
                .hasSizeLessThan(1_024);
    }
}
