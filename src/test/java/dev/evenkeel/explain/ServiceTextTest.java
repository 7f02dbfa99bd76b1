package dev.evenkeel.explain;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.file.FileCluster;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.ClusterPicture;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.report.ServiceReading;
import dev.evenkeel.report.ServiceReports;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ServiceTextTest {
    private static final int NODES = 250;

    private final Planner planner = new Planner(PlanSettings.DEFAULTS);

    private ServiceExplanation explain(Arbiter arbiter, String namespace, String name) {
        return new ServiceReports(arbiter.cluster(), arbiter.constraints(), arbiter.plans())
                .explain(namespace, name)
                .map(ServiceReading.Concerned.class::cast)
                .map(reading -> ServiceExplanation.of(reading.view(), planner))
                .orElseThrow();
    }

    /** An arbiter that has seen the cluster of a file. */
    private static Arbiter seen(Path file) throws InterruptedException {
        Arbiter arbiter = new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1));
        BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();
        FileCluster cluster = FileCluster.load(file, new RuleReader(RuleLimits.DEFAULTS));
        cluster.start(events::add);
        while (!arbiter.isSynced()) {
            arbiter.on(events.take(), new Moment(0));
        }
        cluster.close();
        return arbiter;
    }

    /** The example of the docs, as they show it. */
    @Test
    void theDocsShowWhatIsPrinted() throws IOException, InterruptedException {
        String text = ServiceText.of(explain(seen(Path.of("examples/uneven-traffic.yaml")), "shop", "web"));

        List<String> shown =
                text.lines().takeWhile(line -> !line.startsWith("a03 ")).toList();
        assertThat(shown).hasSizeGreaterThan(12);
        assertThat(Files.readString(Path.of("docs/traffic.md"))).contains(String.join("\n", shown));
    }

    @Test
    void noMoreNodesAreShownThanTheLimitAndThoseOffThePlanComeFirst() {
        ClusterPicture cluster = cluster("")
                .shows(new Service(
                        "default",
                        "web",
                        1,
                        Labels.NONE,
                        Labels.of("app", "web"),
                        Service.Exposure.LOAD_BALANCER,
                        true,
                        Optional.empty(),
                        false));
        for (int i = 0; i < NODES; i++) {
            cluster.shows(NodePicture.node("n-%03d".formatted(i)));
            cluster.shows(pod("web-" + i).on("n-%03d".formatted(i)));
        }
        // The last by name has three too many.
        for (int i = 1; i <= 3; i++) {
            cluster.shows(pod("web-more" + i).label("app", "web").on("n-%03d".formatted(NODES - 1)));
        }
        ServiceExplanation explanation = explain(cluster.arbiter(), "default", "web");
        JsonNode json = ServiceJson.of(explanation);

        assertThat(json.path("nodes")).hasSize(ServiceExplanation.MOST_NODES);
        assertThat(json.path("nodesLeftOut").asInt()).isEqualTo(NODES - ServiceExplanation.MOST_NODES);
        assertThat(json.at("/nodesLookedAt/lookedAt").asInt()).isEqualTo(NODES);
        List<JsonNode> nodes =
                StreamSupport.stream(json.path("nodes").spliterator(), false).toList();
        long strays = nodes.stream().filter(ServiceTextTest::strays).count();
        assertThat(strays).isPositive();
        assertThat(nodes.stream().takeWhile(ServiceTextTest::strays)).hasSize((int) strays);
        assertThat(ServiceText.of(explanation)).endsWith("and 50 nodes more; those off the plan come first\n");
    }

    /** Each node is a zone of its own, as an owner may have it by mistake. */
    private static ClusterPicture zoneOfEachHost(int nodes) {
        ClusterPicture cluster = cluster("")
                .shows(new Service(
                        "default",
                        "web",
                        1,
                        Labels.of(Balancers.OVERRIDE, "zone-node kubernetes.io/hostname"),
                        Labels.of("app", "web"),
                        Service.Exposure.LOAD_BALANCER,
                        true,
                        Optional.empty(),
                        false));
        for (int i = 0; i < nodes; i++) {
            cluster.shows(NodePicture.node("n-%04d".formatted(i)));
            cluster.shows(pod("web-" + i).on("n-%04d".formatted(i)));
        }
        // Some zones have two, some one: which shall have them is what costs.
        for (int i = 0; i < nodes; i += 2) {
            cluster.shows(pod("web-more" + i).label("app", "web").on("n-%04d".formatted(i)));
        }
        return cluster;
    }

    @Test
    void saysThatThePlanFromScratchIsCoarse() {
        ServiceExplanation large = explain(zoneOfEachHost(1_000).arbiter(), "default", "web");
        ServiceExplanation small = explain(zoneOfEachHost(3).arbiter(), "default", "web");

        assertThat(ServiceText.of(large))
                .contains("coarse     scratch: a better one was not looked for, since that would cost too much\n");
        assertThat(ServiceJson.of(large).at("/fromScratch/coarse").booleanValue())
                .isTrue();
        assertThat(ServiceText.of(small)).doesNotContain("coarse");
        assertThat(ServiceJson.of(small).at("/fromScratch/coarse").isBoolean()).isTrue();
        assertThat(ServiceJson.of(small).at("/fromScratch/coarse").booleanValue())
                .isFalse();
        assertThat(ServiceJson.of(small).at("/plan/coarse").isBoolean()).isTrue();
        assertThat(ServiceJson.of(small).at("/plan/coarse").booleanValue()).isFalse();
    }

    /** By the plan that is followed: what is shown is the one at hand, not another. */
    @Test
    void saysThatThePlanForFurtherPodsIsCoarse() {
        ClusterPicture cluster = zoneOfEachHost(1_000);
        PodPicture waiting = pod("web-new").annotated(Annotations.BALANCE, "on");
        cluster.shows(waiting).filter(waiting).cluster().score(waiting);

        ServiceExplanation explanation = explain(cluster.arbiter(), "default", "web");

        assertThat(explanation.view().isPlanCoarse())
                .isEqualTo(explanation.plan().isCoarse())
                .isTrue();
        assertThat(ServiceText.of(explanation)).contains("coarse     plan: a better one was not looked for");
        assertThat(ServiceJson.of(explanation).at("/plan/coarse").booleanValue())
                .isTrue();
    }

    private static boolean strays(JsonNode node) {
        return node.path("pods").asInt() != node.path("fromScratch").asInt();
    }
}
