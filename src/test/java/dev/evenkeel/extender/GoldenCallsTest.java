package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenkeel.kubernetes.convert.PodConverter;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The codec reads a real kube-scheduler's calls as databind and the Kubernetes client's own types do. */
class GoldenCallsTest {
    private static final ObjectMapper ORACLE = new ObjectMapper();

    private final ExtenderCodec codec = new ExtenderCodec(20_000);

    static Stream<String> pods() {
        return Golden.PODS.stream();
    }

    @ParameterizedTest
    @MethodSource("pods")
    void filterNamesTheSamePodAndNodesAsDatabind(String pod) throws IOException, BadCallException {
        byte[] body = Golden.call(Golden.NAMES, "filter", pod);

        ExtenderArgs args = codec.readArgs(body);

        JsonNode oracle = ORACLE.readTree(body);
        assertThat(args.nodeNames()).isEqualTo(texts(oracle.get("NodeNames"))).isNotEmpty();
        assertThat(args.pod()).isEqualTo(withoutRequests(oracle.get("Pod")));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void refusesNodesAndSaysToSendNames(String pod) {
        assertThatExceptionOfType(BadCallException.class)
                .isThrownBy(() -> codec.readArgs(Golden.call(Golden.NODES, "filter", pod)))
                .withMessageContaining("nodeCacheCapable: true");
        assertThatExceptionOfType(BadCallException.class)
                .isThrownBy(() -> codec.readPreemptionArgs(Golden.call(Golden.NODES, "preempt", "preemptor")))
                .withMessageContaining("nodeCacheCapable: true");
    }

    /** Else the comparison above would hold of nothing. */
    @Test
    void theGoldenPodsAreWhatTheirNamesSay() throws BadCallException {
        assertThat(pod("two-hundred-labels").labels().size()).isEqualTo(200);
        assertThat(pod("long-annotations").settings().get("evenkeel.dev/spread").orElseThrow())
                .hasSize(5_008);
        assertThat(pod("long-annotations").settings().has("evenkeel.dev/unknown"))
                .isFalse();
        assertThat(pod("every").belongsToNode()).isTrue();
        assertThat(pod("everything").belongsToNode()).isFalse();
        assertThat(pod("everything").antiAffinity()).hasSize(1);
        assertThat(Golden.call(Golden.NAMES, "filter", "long-annotations").length)
                .isGreaterThan(70_000);
    }

    @Test
    void prioritizeIsCalledWithWhatFilterWas() throws BadCallException {
        ExtenderArgs filter = codec.readArgs(Golden.call(Golden.NAMES, "filter", "everything"));
        ExtenderArgs prioritize = codec.readArgs(Golden.call(Golden.NAMES, "prioritize", "everything"));

        assertThat(prioritize.pod()).isEqualTo(filter.pod());
        assertThat(prioritize.nodeNames()).containsExactlyInAnyOrderElementsOf(filter.nodeNames());
    }

    @Test
    void bindNamesTheSamePodAndNodeAsDatabind() throws IOException, BadCallException {
        byte[] body = Golden.call(Golden.NAMES, "bind", "volumes");

        ExtenderBindingArgs args = codec.readBindingArgs(body);

        JsonNode oracle = ORACLE.readTree(body);
        assertThat(args.pod()).isEqualTo(pod("volumes").id());
        assertThat(args.pod().name()).isEqualTo(oracle.get("PodName").asText());
        assertThat(args.pod().namespace()).isEqualTo(oracle.get("PodNamespace").asText());
        assertThat(args.pod().uid()).isEqualTo(oracle.get("PodUID").asText());
        assertThat(args.node()).isEqualTo(oracle.get("Node").asText());
    }

    @Test
    void preemptIsEchoedAsItCame() throws IOException, BadCallException {
        byte[] body = Golden.call(Golden.NAMES, "preempt", "preemptor");

        ExtenderPreemptionArgs args = codec.readPreemptionArgs(body);

        JsonNode oracle = ORACLE.readTree(body);
        assertThat(args.pod()).isEqualTo(withoutRequests(oracle.get("Pod")));
        assertThat(args.candidates()).hasSize(3);
        assertThat(ORACLE.readTree(ExtenderCodec.write(args.candidates())).get("NodeNameToMetaVictims"))
                .isEqualTo(oracle.get("NodeNameToMetaVictims"));
    }

    private Pod pod(String name) throws BadCallException {
        return codec.readArgs(Golden.call(Golden.NAMES, "filter", name)).pod();
    }

    private static Pod withoutRequests(JsonNode pod) throws IOException {
        Pod reduced = PodConverter.pod(ORACLE.treeToValue(pod, io.fabric8.kubernetes.api.model.Pod.class));
        return new Pod(
                reduced.id(),
                reduced.version(),
                reduced.labels(),
                reduced.settings(),
                reduced.node(),
                reduced.phase(),
                Resources.NONE,
                reduced.antiAffinity(),
                reduced.belongsToNode(),
                reduced.scheduling(),
                reduced.controller());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
