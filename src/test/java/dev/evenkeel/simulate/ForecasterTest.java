package dev.evenkeel.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.file.Dump;
import dev.evenkeel.file.NodeObject;
import dev.evenkeel.file.NodeRequirements;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.file.Taint;
import dev.evenkeel.file.Toleration;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.TrafficModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecasterTest {
    private static final Resources NODE = new Resources(4_000, 8L << 30, 110);
    private static final Resources POD = new Resources(1_000, 1L << 30, 1);

    private final List<NodeObject> nodes = new ArrayList<>();
    private final List<PodObject> pods = new ArrayList<>();
    private final List<Service> services = new ArrayList<>(List.of(service("web", true)));

    // ---- what is there

    @Test
    void comparesNowWithEachWayToPlace() {
        nodes("z1", "a", "b", "c", "d");
        pods("web", "a", "a", "a", "b", "c", "d", "d");

        Forecast forecast = only(Change.NONE);

        assertThat(forecast.wanted()).isEqualTo(7);
        assertThat(forecast.before().pods()).containsExactly(3, 1, 1, 2);
        assertThat(forecast.before().split().imbalance()).isEqualTo(1.75, within(1e-9));
        assertThat(forecast.spreading().split().imbalance()).isEqualTo(1.75, within(1e-9));
        assertThat(forecast.after().pods()).containsExactly(3, 2, 0, 2);
        assertThat(forecast.after().split().imbalance()).isEqualTo(7.0 / 6, within(1e-9));
    }

    @Test
    void countsReadyPodsNowAndPlacesAllLivePods() {
        nodes("z1", "a", "b");
        pods("web", "a", "b");
        pods.add(new PodObject(pod("starting", "web", Optional.of("b"), Pod.Phase.LIVE, false), NodeRequirements.NONE));
        pods.add(new PodObject(pod("going", "web", Optional.of("b"), Pod.Phase.TERMINATING), NodeRequirements.NONE));
        pods.add(new PodObject(pod("done", "web", Optional.of("b"), Pod.Phase.FINISHED), NodeRequirements.NONE));
        pods.add(new PodObject(pod("waiting", "web", Optional.empty(), Pod.Phase.LIVE), NodeRequirements.NONE));

        Forecast forecast = only(Change.NONE);

        assertThat(forecast.before().pods()).containsExactly(1, 1);
        assertThat(forecast.wanted()).isEqualTo(4);
        assertThat(forecast.after().pods()).containsExactly(2, 2);
    }

    @Test
    void skipsServicesThatForwardBetweenNodes() {
        nodes("z1", "a");
        services.clear();
        services.add(service("web", false));

        assertThat(forecaster().forecast(dump(), Change.NONE)).isEmpty();
        assertThat(ForecastText.of(List.of())).startsWith("No Service here splits traffic by where its pods stand");
    }

    // ---- room

    @Test
    void limitsRoomByOtherPodsAndRequests() {
        nodes("z1", "a", "b", "c");
        pods("db", "a", "a", "b", "b", "b", "b");

        Forecast forecast = only(scale("web", 6));

        // As no pod of it is there, nothing is known of what it asks for.
        assertThat(forecast.after().pods()).containsExactly(2, 2, 2);

        pods("web", "c");
        assertThat(only(scale("web", 6)).after().pods()).containsExactly(2, 4);
        assertThat(only(scale("web", 6)).nodes())
                .extracting(Forecast.Place::name)
                .containsExactly("a", "c");
        assertThat(only(scale("web", 9)).unplaced()).isEqualTo(3);
    }

    @Test
    void limitsRoomByRequiredTermsOnHosts() {
        nodes("z1", "a", "b");
        pods.add(new PodObject(ruled("web-1", "a", "required"), NodeRequirements.NONE));
        pods.add(new PodObject(ruled("web-2", "b", "required, preferred zone"), NodeRequirements.NONE));

        assertThat(only(scale("web", 3)).unplaced()).isEqualTo(1);

        pods.set(0, new PodObject(ruled("web-1", "a", "preferred"), NodeRequirements.NONE));
        assertThat(only(scale("web", 3)).unplaced()).isZero();
    }

    @Test
    void usesOnlyNodesThatPodsMayGoToAndTheBalancerReaches() {
        Labels labels = Labels.of(Map.of("pool", "edge", "disk", "ssd"));
        host("right", labels, true, false);
        host("cordoned", labels, true, true);
        host("down", labels, false, false);
        host("otherPool", Labels.of(Map.of("pool", "general", "disk", "ssd")), true, false);
        host("otherDisk", Labels.of("pool", "edge"), true, false);
        host("excluded", with(labels, Balancers.EXCLUDED_NODE, ""), true, false);
        host("tainted", labels, true, false, new Taint("gpu", "yes", "NoSchedule"));
        host("tolerated", labels, true, false, new Taint("edge", "", "NoSchedule"));
        NodeRequirements requirements = new NodeRequirements(
                Labels.of("pool", "edge"),
                List.of(new Selector(List.of(new Selector.Exists("disk")))),
                List.of(new Toleration("edge", true, "", "NoSchedule")));
        pods.add(new PodObject(pod("web-1", "web", Optional.empty(), Pod.Phase.LIVE), requirements));

        assertThat(only(scale("web", 4)).nodes())
                .extracting(Forecast.Place::name)
                .containsExactly("right", "tolerated");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            gpu, false, yes, NoSchedule, true
            gpu, false, no,  NoSchedule, false
            gpu, true,  '',  '',         true
            '',  true,  '',  '',         true
            gpu, true,  '',  NoExecute,  false
            cpu, true,  '',  NoSchedule, false
            """)
    void toleratesTaintsAsKubernetesDoes(String key, boolean any, String value, String effect, boolean tolerated) {
        assertThat(new Toleration(key, any, value, effect).tolerates(new Taint("gpu", "yes", "NoSchedule")))
                .isEqualTo(tolerated);
    }

    // ---- changes

    @Test
    void emptiesDrainedNodes() {
        nodes("z1", "a", "b", "c");
        pods("web", "a", "b", "c");

        Forecast forecast = only(new Change(Map.of(), Set.of("b"), 0, Optional.empty(), Optional.empty()));

        assertThat(forecast.nodes()).extracting(Forecast.Place::name).containsExactly("a", "b", "c");
        assertThat(forecast.before().pods()).containsExactly(1, 1, 1);
        assertThat(forecast.after().pods()).containsExactly(2, 0, 1);
        assertThat(forecast.after().split().imbalance()).isEqualTo(1.5, within(1e-9));
    }

    @Test
    void addsNodesWithTheDaemonSetPodsOfTheirModel() {
        nodes("z1", "a");
        pods.add(new PodObject(agent("agent", "a"), NodeRequirements.NONE));
        pods("web", "a");

        Forecast forecast = only(new Change(Map.of("web", 9), Set.of(), 2, Optional.of("a"), Optional.empty()));

        assertThat(forecast.nodes()).extracting(Forecast.Place::name).containsExactly("a", "a-added-1", "a-added-2");
        assertThat(forecast.nodes()).extracting(Forecast.Place::zone).containsOnly("z1");
        assertThat(forecast.after().pods()).containsExactly(3, 3, 3);
    }

    @Test
    void usesTheModelAskedForWithAllServices() {
        nodes("z1", "a", "b", "c");
        nodes("z2", "d");
        pods("web", "a", "b", "c", "d");
        TrafficModel zonal = TrafficModel.of("zone-pod").orElseThrow();

        Forecast forecast = only(new Change(Map.of(), Set.of(), 0, Optional.empty(), Optional.of(zonal)));

        assertThat(forecast.model().why()).isEqualTo("as asked for by --model");
        assertThat(forecast.before().split().imbalance()).isEqualTo(2);
        assertThat(forecast.after().pods()).containsExactly(1, 1, 0, 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            shop=3 | -  | 0  | - | --scale shop: there is no such Service
            web=-1 | -  | 0  | - | --scale web=-1: expected a number from 0 to 100000
            any=1  | -  | 0  | - | --scale any: expected NAMESPACE/NAME, there are edge/any and shop/any
            web=1  | x  | 0  | - | --drain x: there is no such node
            web=1  | -  | 1  | x | --like x: there is no such node
            web=1  | -  | 1  | - | --add-nodes and --like: expected both, a number and a node, or neither
            web=1  | -  | -1 | a | --add-nodes -1: expected a number from 0 to 100000
            """)
    void namesWhatIsMissing(String scale, String drain, int add, String like, String message) {
        nodes("z1", "a");
        for (String namespace : List.of("edge", "shop")) {
            services.add(new Service(
                    namespace,
                    "any",
                    1,
                    Labels.NONE,
                    Labels.of("app", "any"),
                    Service.Exposure.LOAD_BALANCER,
                    true,
                    Optional.empty(),
                    false));
        }
        int equals = scale.indexOf('=');
        Map<String, Integer> scales = Map.of(scale.substring(0, equals), Integer.valueOf(scale.substring(equals + 1)));

        assertThatExceptionOfType(ForecastException.class)
                .isThrownBy(() -> forecaster()
                        .forecast(
                                dump(),
                                new Change(
                                        scales,
                                        drain.equals("-") ? Set.of() : Set.of(drain),
                                        add,
                                        Optional.of(like).filter(name -> !name.equals("-")),
                                        Optional.empty())))
                .withMessage(message);
    }

    // ---- what a loss costs

    @Test
    void computesTheLossOfTheWorstNodeOrZone() {
        nodes("z1", "a", "b");
        nodes("z2", "c");
        pods("web", "a", "a", "b", "b", "c");

        Forecast forecast = only(Change.NONE);

        // Of five pods: without a, b has half of the traffic for two pods and c half for one.
        assertThat(forecast.before().node().busiest()).isEqualTo(2.5, within(1e-9));
        assertThat(forecast.before().node().pods()).isEqualTo(0.4, within(1e-9));
        // Without zone z1 all is on one pod.
        assertThat(forecast.before().zone().busiest()).isEqualTo(5, within(1e-9));
        assertThat(forecast.before().zone().pods()).isEqualTo(0.8, within(1e-9));
    }

    @Test
    void computesTheLossOfTheOnlyZone() {
        nodes("z1", "a", "b");
        pods("web", "a", "b");

        assertThat(only(Change.NONE).before().zone()).isEqualTo(new Loss(1, 0));
    }

    // ---- how it is shown

    @Test
    void showsTablesAndBarsAsText() {
        nodes("z1", "a", "b");
        nodes("z2", "c");
        pods("web", "a", "a", "b", "c");

        assertThat(ForecastText.of(List.of(only(Change.NONE)))).isEqualTo("""
                SERVICE shop/web  4 pods
                  model node-even: the installation's default

                              PODS  NODES  ZONES  BUSIEST POD  AFTER LOSING A NODE         AFTER LOSING A ZONE
                  now            4      3      2  1.33 x mean  2.00 x mean, -25% of pods   4.00 x mean, -75% of pods
                  spreading      4      3      2  1.33 x mean  2.00 x mean, -50% of pods   2.00 x mean, -50% of pods
                  evenkeel       4      2      2  1.00 x mean  2.00 x mean, -50% of pods   2.00 x mean, -50% of pods

                  NODE ZONE          NOW                   SPREADING             EVENKEEL
                  a    z1              2 ########            1 ################    2 ############
                  b    z1              1 ################    1 ################    -
                  c    z2              1 ################    2 ########            2 ############
                  A bar is what each pod of the node gets; 16 marks are 1.33 x mean.

                """);
    }

    @Test
    void listsAllNodesAsJson() throws Exception {
        nodes("z1", "a", "b");
        pods("web", "a");

        JsonNode service = new ObjectMapper()
                .readTree(ForecastJson.of(List.of(only(Change.NONE))))
                .at("/services/0");

        assertThat(service.path("name").asText()).isEqualTo("web");
        assertThat(service.path("model").asText()).isEqualTo("node-even");
        assertThat(service.at("/now/imbalance").asDouble()).isEqualTo(1);
        assertThat(service.at("/now/losingANode/podsGone").asDouble()).isEqualTo(1);
        assertThat(service.path("nodes")).hasSize(2);
        assertThat(service.at("/nodes/0/now/shareOfPod").asDouble()).isEqualTo(1);
        assertThat(service.at("/nodes/1/evenkeel/pods").asInt()).isZero();
    }

    // ---- the cluster

    private Forecast only(Change change) {
        List<Forecast> forecasts = forecaster().forecast(dump(), change);
        assertThat(forecasts).hasSize(1);
        return forecasts.getFirst();
    }

    private static Forecaster forecaster() {
        return new Forecaster(
                new Balancers(new TrafficModel.NodeEven()),
                new Planner(PlanSettings.DEFAULTS),
                new RuleReader(RuleLimits.DEFAULTS));
    }

    private Dump dump() {
        return new Dump("a test", nodes, pods, services, List.of(), Map.of(), 1);
    }

    private static Change scale(String service, int pods) {
        return new Change(Map.of(service, pods), Set.of(), 0, Optional.empty(), Optional.empty());
    }

    private static Service service(String name, boolean local) {
        return new Service(
                "shop",
                name,
                1,
                Labels.NONE,
                Labels.of("app", name),
                Service.Exposure.LOAD_BALANCER,
                local,
                Optional.empty(),
                false);
    }

    private void nodes(String zone, String... names) {
        for (String name : names) {
            host(name, Labels.of(TrafficModel.ZONE, zone), true, false);
        }
    }

    private void host(String name, Labels labels, boolean ready, boolean cordoned, Taint... taints) {
        nodes.add(new NodeObject(new Node(name, 1, labels, ready, cordoned, NODE), List.of(taints)));
    }

    private static Labels with(Labels labels, String key, String value) {
        Map<String, String> all = new HashMap<>(Map.of(key, value));
        labels.forEach(all::put);
        return Labels.of(all);
    }

    private void pods(String app, String... nodes) {
        for (String node : nodes) {
            String name = app + "-" + pods.size();
            pods.add(new PodObject(pod(name, app, Optional.of(node), Pod.Phase.LIVE), NodeRequirements.NONE));
        }
    }

    private static Pod pod(String name, String app, Optional<String> node, Pod.Phase phase) {
        return pod(name, app, node, phase, true);
    }

    private static Pod pod(String name, String app, Optional<String> node, Pod.Phase phase, boolean ready) {
        PodId id = new PodId("shop", name, name);
        return new Pod(
                id,
                1,
                Labels.of("app", app),
                Labels.NONE,
                node,
                phase,
                POD,
                List.of(),
                false,
                Pod.Scheduling.USUAL,
                Optional.empty(),
                ready);
    }

    private static Pod ruled(String name, String node, String spread) {
        PodId id = new PodId("shop", name, name);
        Labels settings = Labels.of("evenkeel.dev/spread", spread);
        return new Pod(
                id,
                1,
                Labels.of("app", "web"),
                settings,
                Optional.of(node),
                Pod.Phase.LIVE,
                POD,
                List.of(),
                false,
                Pod.Scheduling.USUAL,
                Optional.empty(),
                true);
    }

    private static Pod agent(String name, String node) {
        PodId id = new PodId("kube-system", name, name);
        return new Pod(
                id,
                1,
                Labels.NONE,
                Labels.NONE,
                Optional.of(node),
                Pod.Phase.LIVE,
                POD,
                List.of(),
                true,
                Pod.Scheduling.USUAL,
                Optional.empty(),
                true);
    }
}
