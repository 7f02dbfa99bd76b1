package dev.evenkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod.Phase;
import dev.evenkeel.traffic.Service.Exposure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BalancersTest {
    private static final Balancers BALANCERS = new Balancers(new TrafficModel.ZonePod("example.com/rack"));

    /** In the annotations, {@code aws-} and the like are short for the whole prefix. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -                           | none                                                        | zone-pod example.com/rack
            service.k8s.aws/nlb         | none                                                        | zone-node
            service.k8s.aws/nlb         | aws-attributes: load_balancing.cross_zone.enabled=true      | node-even
            service.k8s.aws/nlb         | aws-attributes: a=b, load_balancing.cross_zone.enabled=true | node-even
            service.k8s.aws/nlb         | aws-attributes: load_balancing.cross_zone.enabled=false     | zone-node
            service.k8s.aws/nlb         | aws-nlb-target-type: ip                                     | zone-pod
            eks.amazonaws.com/nlb       | aws-nlb-target-type: ip; aws-target-group-attributes: load_balancing.cross_zone.enabled=true | pod-even
            -                           | aws-type: nlb-ip                                            | zone-pod
            -                           | aws-type: nlb                                               | zone-node
            -                           | aws-cross-zone-load-balancing-enabled: true                 | node-even
            -                           | aws-connection-idle-timeout: 60                             | zone-node
            networking.gke.io/l4-regional-external | none                                             | node-even
            networking.gke.io/l4-regional-external | networking.gke.io/weighted-load-balancing: pods-per-node | pod-even
            -                           | service.beta.kubernetes.io/azure-load-balancer-internal: true | node-even
            -                           | service.beta.kubernetes.io/alibaba-cloud-loadbalancer-scheduler: rr | node-even
            -                           | service.beta.kubernetes.io/alicloud-loadbalancer-scheduler: wrr | pod-even
            alibabacloud.com/nlb        | service.beta.kubernetes.io/backend-type: eni                | pod-even
            -                           | service.kubernetes.io/qcloud-loadbalancer-internal-subnetid: x | node-even
            -                           | service.cloud.tencent.com/local-svc-weighted-balance: true  | node-even
            -                           | service.cloud.tencent.com/local-svc-weighted-balance: true; service.cloud.tencent.com/local-svc-only-bind-node-with-pod: true | pod-even
            -                           | kubernetes.io/elb.class: union                              | node-even
            -                           | kubernetes.io/elb.class: union; kubernetes.io/elb.adaptive-weight: true | pod-even
            -                           | metallb.io/address-pool: a                                  | node-even
            kube-vip.io/kube-vip-class  | none                                                        | node-even
            -                           | kube-vip.io/vipHost: a                                      | single-node
            io.cilium/bgp-control-plane | none                                                        | node-even
            io.cilium/l2-announcer      | none                                                        | single-node
            service.k8s.aws/nlb         | evenkeel.dev/traffic-model: zone-node example.com/row       | zone-node example.com/row
            """)
    void detectsTheModelByClassAndAnnotations(String balancerClass, String annotations, String model) {
        ModelChoice choice = BALANCERS.of(service(balancerClass, annotations));

        assertThat(choice.model().word()).isEqualTo(model);
        assertThat(choice.problem()).isEmpty();
        assertThat(choice.why()).isNotEmpty();
    }

    /** A Service may have any annotations; those that are kept suffice for detection. */
    @ParameterizedTest
    @MethodSource("annotated")
    void detectsTheSameModelByTheAnnotationsThatAreKept(String balancerClass, String annotations) {
        Service whole = service(balancerClass, annotations);
        Map<String, String> more = new TreeMap<>();
        whole.annotations().forEach(more::put);
        more.put("example.com/notes", "x".repeat(1_000));
        Service kept = annotated(whole, Balancers.read(Labels.of(more)));

        assertThat(kept.annotations().has("example.com/notes")).isFalse();
        assertThat(BALANCERS.of(kept)).isEqualTo(BALANCERS.of(whole));
    }

    static Stream<Arguments> annotated() {
        List<String> values = List.of(
                "aws-type: nlb-ip",
                "aws-type: nlb; aws-attributes: a=b, load_balancing.cross_zone.enabled=true",
                "aws-connection-idle-timeout: 60; aws-nlb-target-type: ip",
                "aws-target-group-attributes: load_balancing.cross_zone.enabled=true; aws-x: 1",
                "aws-cross-zone-load-balancing-enabled: true; aws-access-log-enabled: true",
                "aws-target-node-labels: pool=edge",
                "cloud.google.com/neg: x; networking.gke.io/weighted-load-balancing: pods-per-node",
                "networking.gke.io/load-balancer-type: Internal",
                "service.beta.kubernetes.io/azure-load-balancer-internal: true",
                "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-scheduler: wrr",
                "service.beta.kubernetes.io/alicloud-loadbalancer-id: a;"
                        + " service.beta.kubernetes.io/alicloud-loadbalancer-scheduler: wrr",
                "service.beta.kubernetes.io/backend-type: eni",
                "service.kubernetes.io/qcloud-loadbalancer-backends-label: a=b",
                "service.cloud.tencent.com/local-svc-weighted-balance: true;"
                        + " service.cloud.tencent.com/local-svc-only-bind-node-with-pod: true",
                "kubernetes.io/elb.class: union; kubernetes.io/elb.adaptive-weight: true",
                "metallb.io/address-pool: a",
                "metallb.universe.tf/address-pool: a",
                "kube-vip.io/loadbalancerIPs: a; kube-vip.io/vipHost: a",
                "kube-vip.io/loadbalancerIPs: a",
                "evenkeel.dev/traffic-model: zone-node example.com/row; aws-type: nlb",
                "evenkeel.dev/traffic-model: even");
        return values.stream().map(value -> Arguments.of("-", value));
    }

    private static Service annotated(Service service, Labels annotations) {
        return new Service(
                service.namespace(),
                service.name(),
                1,
                annotations,
                service.selector(),
                service.exposure(),
                service.local(),
                service.balancerClass(),
                false);
    }

    @Test
    void keepsLittleOfManyAndLongAnnotations() {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            map.put("metallb.io/note-" + i, "x".repeat(200));
        }
        map.put(Balancers.OVERRIDE, "y".repeat(200_000));
        Labels kept = Balancers.read(Labels.of(map));

        assertThat(kept.size()).isEqualTo(2);
        assertThat(kept.get(Balancers.OVERRIDE))
                .hasValueSatisfying(value -> assertThat(value).hasSize(Balancers.LONGEST_VALUE + 1));
    }

    @Test
    void reportsAValueThatIsTooLong() {
        String longest = "a=b,".repeat(Balancers.LONGEST_VALUE / 4);
        ModelChoice read = BALANCERS.of(service("service.k8s.aws/nlb", "aws-target-node-labels: " + longest));
        ModelChoice tooLong = BALANCERS.of(service("service.k8s.aws/nlb", "aws-target-node-labels: " + longest + "c"));

        assertThat(read.problem()).isEmpty();
        assertThat(read.nodes().requirements()).hasSize(1);
        assertThat(tooLong.model()).isEqualTo(read.model());
        assertThat(tooLong.nodes()).isEqualTo(Selector.EVERYTHING);
        assertThat(tooLong.problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("service.beta.kubernetes.io/aws-load-balancer-target-node-labels \"a=b,")
                        .endsWith("…\": expected at most 4096 characters; it is not read")
                        .hasSizeLessThan(300));
        assertThat(BALANCERS
                        .of(service("-", "evenkeel.dev/traffic-model: node-even" + " ".repeat(5_000) + "x"))
                        .problem())
                .isPresent();
    }

    @Test
    void quotesAValueOnOneLine() {
        Service forged = annotated(service("-", ""), Labels.of(Balancers.OVERRIDE, "x\n\u001b[2Jplan\u202e\u200b"));

        assertThat(BALANCERS.of(forged).problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("\"x\\u000a\\u001b[2Jplan\\u202e\\u200b\""));
    }

    @Test
    void reportsAnOverrideThatNamesNoModelAndTakesTheDefault() {
        ModelChoice choice = BALANCERS.of(service("service.k8s.aws/nlb", "evenkeel.dev/traffic-model: even"));

        assertThat(choice.model().word()).isEqualTo("zone-pod example.com/rack");
        assertThat(choice.why()).isEqualTo("the installation's default");
        assertThat(choice.problem())
                .contains(
                        "evenkeel.dev/traffic-model \"even\": expected node-even, zone-node, zone-pod, pod-even, single-node,"
                                + " of which zone-node and zone-pod take a node label after them");
    }

    @Test
    void advisesWeightingIfTheProviderOffersIt() {
        assertThat(BALANCERS
                        .of(service("networking.gke.io/l4-regional-internal", ""))
                        .advice())
                .contains("networking.gke.io/weighted-load-balancing: pods-per-node makes it even for each pod");
        assertThat(BALANCERS.of(service("-", "")).advice()).isEmpty();
    }

    @Test
    void reachesOnlyNodesThatTheBalancerSendsTo() {
        Labels pool = Labels.of(Map.of("pool", "edge", "disk", "ssd"));
        ModelChoice all = BALANCERS.of(service("service.k8s.aws/nlb", ""));
        ModelChoice some = BALANCERS.of(service("service.k8s.aws/nlb", "aws-target-node-labels: pool=edge, disk=ssd"));
        ModelChoice toPods = BALANCERS.of(service("service.k8s.aws/nlb", "aws-nlb-target-type: ip"));
        Labels excluded = Labels.of(Balancers.EXCLUDED_NODE, "");

        assertThat(Balancers.reaches(all, Labels.NONE)).isTrue();
        assertThat(Balancers.reaches(all, excluded)).isFalse();
        assertThat(Balancers.reaches(some, pool)).isTrue();
        assertThat(Balancers.reaches(some, Labels.of("pool", "edge"))).isFalse();
        assertThat(Balancers.reaches(toPods, excluded)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "LOAD_BALANCER, true,  '',                      true",
        "LOAD_BALANCER, false, '',                      false",
        "LOAD_BALANCER, false, aws-nlb-target-type: ip, true",
        "NODE_PORT,     true,  '',                      true",
        "NODE_PORT,     false, aws-nlb-target-type: ip, false",
        "NONE,          true,  '',                      false",
    })
    void concernsOnlyServicesWhoseTrafficDependsOnWherePodsAre(
            Exposure exposure, boolean local, String annotations, boolean concerned) {
        Service any = service("-", annotations);
        Service service = new Service(
                "shop", "web", 1, any.annotations(), any.selector(), exposure, local, Optional.empty(), false);

        assertThat(BALANCERS.isConcernedWith(service)).isEqualTo(concerned);
    }

    @ParameterizedTest
    @CsvSource({
        "true,  LIVE,        false, true",
        "false, LIVE,        false, false",
        "false, LIVE,        true,  true",
        "true,  TERMINATING, false, false",
        "true,  TERMINATING, true,  true",
        "true,  FINISHED,    true,  false",
    })
    void servesByReadyPodsOrByUnreadyOnesIfPublished(
            boolean ready, Phase phase, boolean publishesUnready, boolean serves) {
        Service service = new Service(
                "shop",
                "web",
                1,
                Labels.NONE,
                Labels.of("app", "web"),
                Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                publishesUnready);

        assertThat(service.isServedBy(ready, phase)).isEqualTo(serves);
    }

    @Test
    void selectsPodsOfTheNamespaceByAllLabels() {
        Service service = service("-", "");
        Service ofNone = new Service(
                "shop", "any", 1, Labels.NONE, Labels.NONE, Exposure.LOAD_BALANCER, true, Optional.empty(), false);

        assertThat(service.selects("shop", Labels.of(Map.of("app", "web", "tier", "front"))))
                .isTrue();
        assertThat(service.selects("shop", Labels.of("tier", "front"))).isFalse();
        assertThat(service.selects("edge", Labels.of("app", "web"))).isFalse();
        assertThat(ofNone.selects("shop", Labels.of("app", "web"))).isFalse();
    }

    private static Service service(String balancerClass, String annotations) {
        Map<String, String> map = new TreeMap<>();
        for (String annotation : annotations.split(";", -1)) {
            int colon = annotation.indexOf(": ");
            if (colon > 0) {
                String key = annotation.substring(0, colon).strip();
                String whole = key.replaceFirst("^aws-", "service.beta.kubernetes.io/aws-load-balancer-");
                map.put(whole, annotation.substring(colon + 2).strip());
            }
        }
        return new Service(
                "shop",
                "web",
                1,
                Labels.of(map),
                Labels.of("app", "web"),
                Exposure.LOAD_BALANCER,
                true,
                Optional.of(balancerClass).filter(name -> !name.equals("-")),
                false);
    }
}
