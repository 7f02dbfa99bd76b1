package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a pod that waits says, and what gets it going. */
@Tag("e2e")
class WaitingPodTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withEvenkeel();

    private static final Workload WEB = Workload.named("web").onEvenkeel();

    private final LiveCluster cluster = e2e.cluster();

    @Test
    void aMalformedAnnotationIsQuotedAndBindsOnceFixed() {
        cluster.addNodes(2);
        var namespace = cluster.namespace("malformed");
        cluster.create(namespace, WEB.spread("required").pod("first"));
        cluster.awaitBound(namespace, 1);
        cluster.create(namespace, WEB.spread("requird").pod("second"));

        cluster.awaitWaiting(namespace, "second", """
                0/2 nodes are available: 2 evenkeel.dev/spread "requird": expected terms of required or preferred, spec, or \
                off at character 1.""");

        cluster.annotate(namespace, "second", Workload.SPREAD, "required");
        cluster.awaitBound(namespace, 2);
        assertThat(cluster.hosts(namespace)).containsExactlyInAnyOrder("node-1", "node-2");
    }

    @Test
    void everyMalformedAnnotationIsQuoted() {
        cluster.addNodes(1);
        var namespace = cluster.namespace("all-malformed");
        var required = WEB.spread("required");
        cluster.create(namespace, WEB.spread("required host max 0").pod("max"));
        cluster.create(
                namespace, required.annotated(Workload.SPREAD_BY, "app, -").pod("spread-by"));
        cluster.create(
                namespace, required.annotated(Workload.SELECTOR, "app in web").pod("selector"));
        cluster.create(namespace, WEB.annotated(Workload.AVOID, "app in noisy").pod("avoid"));
        cluster.create(namespace, WEB.annotated(Workload.EXCLUSIVE, "yes").pod("exclusive"));
        cluster.create(namespace, WEB.spread("spec").pod("spec"));

        Map.of(
                        "max", "evenkeel.dev/spread \"required host max 0\": expected a number from 1 to",
                        "spread-by", "evenkeel.dev/spread-by \"app, -\": expected a label key at character 6",
                        "selector", "evenkeel.dev/selector \"app in web\": expected",
                        "avoid", "evenkeel.dev/avoid \"app in noisy\": expected",
                        "exclusive", "evenkeel.dev/exclusive \"yes\": expected true at character 1",
                        "spec", "evenkeel.dev/spread: spec: the pod has no required podAntiAffinity term")
                .forEach((pod, message) -> cluster.awaitWaiting(namespace, pod, message));
    }

    @Test
    void explainNamesWhoHoldsTheHosts() throws JsonProcessingException {
        cluster.addNodes(2);
        var namespace = cluster.namespace("explained");
        cluster.create(namespace, WEB.spread("required").pod("first"));
        cluster.create(namespace, WEB.spread("required").pod("second"));
        cluster.awaitBound(namespace, 2);
        cluster.create(namespace, WEB.spread("required").pod("third"));
        cluster.awaitWaiting(namespace, "third", "2 host already has a pod of group app=web (required host max 1)");

        assertThat(e2e.evenkeel().explain(namespace, "third", "text/plain").lines())
                .anyMatch(line -> line.matches("state +waiting"))
                .anyMatch(line -> line.matches("rule +evenkeel.dev/spread: required host max 1"))
                .anyMatch(
                        line -> line.matches(" *%s +full +explained/first".formatted(cluster.host(namespace, "first"))))
                .anyMatch(line ->
                        line.matches(" *%s +full +explained/second".formatted(cluster.host(namespace, "second"))));

        var explanation =
                JsonMapper.builder().build().readTree(e2e.evenkeel().explain(namespace, "third", "application/json"));
        assertThat(explanation.path("uid").asText())
                .isEqualTo(cluster.pod(namespace, "third").getMetadata().getUid());
        assertThat(explanation.path("state").asText()).isEqualTo("waiting");
        assertThat(explanation.path("nodesOpen").asInt()).isZero();
        assertThat(explanation.at("/annotations").path(Workload.SPREAD).asText())
                .isEqualTo("required host max 1");
        assertThat(explanation.at("/caps/0/domains"))
                .extracting(domain -> domain.path("value").asText())
                .containsExactlyInAnyOrder("node-1", "node-2");
        assertThat(explanation.at("/refusals/0/nodes").asInt()).isEqualTo(2);
    }
}
