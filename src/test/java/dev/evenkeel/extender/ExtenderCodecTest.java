package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.rule.RuleError;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the codec takes, and what it says of the rest. */
class ExtenderCodecTest {
    private static final String METADATA = "\"metadata\":{\"name\":\"p\",\"namespace\":\"n\",\"uid\":\"u\"}";

    private final ExtenderCodec codec = new ExtenderCodec(3);

    // ---- what is taken

    @Test
    void takesNullAsAbsentAsGoWritesIt() throws BadCallException {
        Pod pod = pod("""
                {"metadata":{"name":"p","generateName":null,"namespace":"n","uid":"u","resourceVersion":null,
                "creationTimestamp":null,"deletionTimestamp":null,"labels":null,"annotations":null,"ownerReferences":null},
                "spec":{"nodeName":null,"schedulerName":null,"containers":null,"affinity":null},"status":null}""");

        assertThat(pod.id()).hasToString("n/p");
        assertThat(pod.version()).isZero();
        assertThat(pod.labels().isEmpty()).isTrue();
        assertThat(pod.settings().isEmpty()).isTrue();
        assertThat(pod.node()).isEmpty();
        assertThat(pod.phase()).isEqualTo(Pod.Phase.LIVE);
        assertThat(pod.belongsToNode()).isFalse();
        assertThat(pod.scheduling().scheduler()).isEqualTo("default-scheduler");
    }

    /** Whoever asks for nothing by it passes, whatever it holds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"podAntiAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":[{\"topologyKey\":\"k\","
                        + "\"labelSelector\":{\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"Resembles\"}]}}]}}",
                "{\"podAntiAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":[{\"labelSelector\":"
                        + "{\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"In\",\"values\":[]}]}}]}}",
                "{\"podAntiAffinity\":[]}",
                "17"
            })
    void anUnreadableAffinityMattersToARuleBySpecOnly(String affinity) throws BadCallException {
        String bySpec = "{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\",\"uid\":\"u\",\"annotations\":"
                + "{\"evenkeel.dev/spread\":\"%s\"},\"labels\":{\"app\":\"web\"}},\"spec\":{\"affinity\":" + affinity
                + ",\"nodeName\":\"a\"}}";

        assertThat(pod("{" + METADATA + ",\"spec\":{\"affinity\":" + affinity + ",\"nodeName\":\"a\"}}")
                        .node())
                .contains("a");
        assertThat(new RuleReader(RuleLimits.DEFAULTS)
                        .read(pod(bySpec.formatted("required")))
                        .ask())
                .isInstanceOf(ParsedRule.Ruled.class);
        assertThat(new RuleReader(RuleLimits.DEFAULTS)
                        .read(pod(bySpec.formatted("spec")))
                        .ask())
                .isInstanceOfSatisfying(
                        ParsedRule.Malformed.class,
                        malformed -> assertThat(malformed.error().message())
                                .startsWith("evenkeel.dev/spread: spec: Pod.spec.affinity: expected "));
    }

    @Test
    void anUnknownOperatorIsNamedWithWhatWasExpected() throws BadCallException {
        Pod pod = pod("""
                {"metadata":{"name":"p","namespace":"n","uid":"u","annotations":{"evenkeel.dev/spread":"spec"}},
                "spec":{"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"k",
                "labelSelector":{"matchExpressions":[{"key":"app","operator":"Resembles"}]}}]}}}}""");

        assertThat(new RuleReader(RuleLimits.DEFAULTS).read(pod).ask())
                .isEqualTo(new ParsedRule.Malformed(new RuleError.Meaning(
                        "evenkeel.dev/spread",
                        "spec: Pod.spec.affinity: expected In, NotIn, Exists or DoesNotExist, found 'Resembles'")));
    }

    @Test
    void keepsTheSchedulerName() throws BadCallException {
        assertThat(pod("{" + METADATA + ",\"spec\":{\"schedulerName\":\"evenkeel-scheduler\"}}")
                        .scheduling()
                        .scheduler())
                .isEqualTo("evenkeel-scheduler");
    }

    @Test
    void onlyAnnotationsThatEvenkeelReadsAreKept() throws BadCallException {
        Pod pod = pod("""
                {"metadata":{"name":"p","namespace":"n","uid":"u","annotations":
                {"evenkeel.dev/spread":"required","example.com/other":"x","evenkeel.dev/unknown":"y",
                "evenkeel.dev/avoid":"\\uD83D\\uDEA2"}}}""");

        assertThat(pod.settings()).hasToString("evenkeel.dev/avoid=\uD83D\uDEA2,evenkeel.dev/spread=required");
    }

    @Test
    void aTerminatingBoundPodIsKnownAsSuch() throws BadCallException {
        Pod pod = pod("""
                {"metadata":{"name":"p","namespace":"n","uid":"u","resourceVersion":"42",
                "deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{"nodeName":"a"},"status":{"phase":"Running"}}""");

        assertThat(pod.phase()).isEqualTo(Pod.Phase.TERMINATING);
        assertThat(pod.node()).contains("a");
        assertThat(pod.version()).isEqualTo(42);
    }

    @ParameterizedTest
    @CsvSource({"2000001000,2000001000", "-5,-5", "null,0"})
    void keepsTheStateOfScheduling(String priority, int kept) throws BadCallException {
        Pod pod = pod("""
                {"metadata":{"name":"p","namespace":"n","uid":"u"},"spec":{"priority":%s,"schedulingGates":[{"name":"g"}],
                "schedulingGroup":{"podGroupName":"g"}},"status":{"nominatedNodeName":"a"}}""".formatted(priority));

        assertThat(pod.scheduling())
                .isEqualTo(new Pod.Scheduling(true, true, Optional.of("a"), Pod.Scheduling.DEFAULT_SCHEDULER, kept));
    }

    @ParameterizedTest
    @CsvSource({
        "apps/v1,DaemonSet,true,true",
        "v1,Node,true,true",
        "apps/v1,DaemonSet,false,false",
        "apps/v1,ReplicaSet,true,false",
        "example.com/v1,DaemonSet,true,false",
        "apps.example.com/v1,DaemonSet,true,false",
        "example.com/v1,Node,true,false",
    })
    void onlyTheControllerSaysWhetherAPodBelongsToItsNode(
            String version, String kind, boolean controller, boolean belongs) throws BadCallException {
        Pod pod = pod("""
                {"metadata":{"name":"p","namespace":"n","uid":"u","ownerReferences":[
                {"kind":"ConfigMap"},{"apiVersion":"%s","kind":"%s","controller":%s}]}}""".formatted(version, kind, controller));

        assertThat(pod.belongsToNode()).isEqualTo(belongs);
    }

    @Test
    void ignoresAByteOrderMark() throws BadCallException {
        assertThat(codec.readArgs(Calls.bytes("\uFEFF{\"Pod\":{" + METADATA + "},\"NodeNames\":[\"a\"]}"))
                        .nodeNames())
                .containsExactly("a");
    }

    @Test
    void ignoresUnknownFields() {
        assertThatCode(() -> codec.readArgs(Calls.bytes("{\"More\":[{\"a\":[1e9999,true,null]}],\"Pod\":{" + METADATA
                        + ",\"spec\":{\"volumes\":{\"x\":12345678901234567890123}}},\"NodeNames\":[]}")))
                .doesNotThrowAnyException();
    }

    @Test
    void asManyNamesAsTheLimitAreTaken() throws BadCallException {
        assertThat(codec.readArgs(Calls.nodes("p", "a", "b", "c")).nodeNames()).hasSize(3);
    }

    // ---- what is not, and what is said of it

    @Test
    void refusesArgsWithoutNodeNamesAndSaysWhatToSet() {
        assertThat(complaint("{\"Pod\":{" + METADATA + "},\"Nodes\":{\"items\":[]},\"NodeNames\":null}"))
                .contains("NodeNames", "nodeCacheCapable: true");
        assertThat(preemptComplaint("{\"Pod\":{" + METADATA + "},\"NodeNameToVictims\":{}}"))
                .contains("NodeNameToMetaVictims", "nodeCacheCapable: true");
    }

    @Test
    void moreNamesThanTheLimitAreRefused() {
        String four = IntStream.range(0, 4).mapToObj(i -> "\"n" + i + "\"").collect(Collectors.joining(","));
        assertThat(complaint("{\"NodeNames\":[" + four + "]}"))
                .isEqualTo("NodeNames: expected at most 3 nodes (evenkeel.limits.names-per-request), found more");
        assertThat(preemptComplaint("{\"NodeNameToMetaVictims\":{\"a\":{},\"b\":{},\"c\":{},\"d\":{}}}"))
                .isEqualTo("NodeNameToMetaVictims: expected at most 3 nodes (evenkeel.limits.names-per-request), found"
                        + " more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                   | body: expected a JSON object, found nothing",
                "   `  `                              | body: expected a JSON object, found nothing",
                "{                                    | body: expected JSON; Unexpected end-of-input",
                "{\"Pod\":                            | body: expected JSON; Unexpected end-of-input",
                "[]                                   | body: expected an object, found an array",
                "\"text\"                             | body: expected an object, found a string",
                "nonsense                             | body: expected JSON; Unrecognized token 'nonsense'",
                "{\"NodeNames\":[]}                   | Pod: expected a pod, found none",
                "{\"Pod\":null,\"NodeNames\":[]}      | Pod: expected a pod, found none",
                "{\"Pod\":[],\"NodeNames\":[]}        | Pod: expected an object, found an array",
                "{\"Pod\":{\"metadata\":1}}           | Pod.metadata: expected an object, found a number",
                "{\"Pod\":{\"metadata\":{\"name\":{}}}} | Pod.metadata.name: expected a string, found an object",
                "{\"Pod\":{\"metadata\":{\"labels\":{\"a\":1}}}} | the label a: expected a string, found a number",
                "{\"Pod\":{\"metadata\":{\"deletionTimestamp\":{\"name\":\"x\"}}}} | "
                        + "Pod.metadata.deletionTimestamp: expected a string, found an object",
                "{\"Pod\":{\"metadata\":{\"ownerReferences\":[{\"controller\":\"yes\"}]}}} | "
                        + "Pod.metadata.ownerReferences.controller: expected a boolean, found a string",
                "{\"Pod\":{\"spec\":{\"priority\":\"high\"}}} | Pod.spec.priority: expected a whole number, found a string",
                "{\"Pod\":{\"spec\":{\"priority\":2147483648}}} | "
                        + "Pod.spec.priority: expected a number of 32 bits, found 2147483648",
                "{\"NodeNames\":\"a\"}                | NodeNames: expected an array, found a string",
                "{\"NodeNames\":{}}                   | NodeNames: expected an array, found an object",
                "{\"NodeNames\":[1]}                  | NodeNames: expected a string, found a number",
                "{\"NodeNames\":[[\"a\"]]}            | NodeNames: expected a string, found an array",
                "{\"NodeNames\":[\"\"]}               | NodeNames: expected the name of a node, found ''",
                "{\"NodeNames\":[null]}               | NodeNames: expected the name of a node, found ''",
                "{\"NodeNames\":[\"a/b\"]}            | NodeNames: expected the name of a node, found 'a/b'",
                "{\"NodeNames\":[\"\\uD83D\"]}        | NodeNames: expected the name of a node, found '?'",
                "{\"NodeNames\":[],\"NodeNames\":[]}  | body: expected JSON; Duplicate field 'NodeNames'",
            })
    void refusesMalformedArgsAndSaysWhy(String body, String why) {
        assertThat(complaint(body)).startsWith(why);
    }

    @Test
    void duplicateLabelsAreRefused() {
        assertThat(complaint("{\"Pod\":{\"metadata\":{\"labels\":{\"a\":\"1\",\"a\":\"2\"}}}}"))
                .contains("Duplicate field 'a'");
    }

    @Test
    void trailingTextIsRefused() {
        String call = "{\"Pod\":{" + METADATA + "},\"NodeNames\":[]}";

        assertThat(complaint(call + "{}")).isEqualTo("body: expected nothing after the JSON object");
        assertThat(complaint(call + "x")).startsWith("body: expected JSON; Unrecognized token 'x'");
        assertThatCode(() -> codec.readArgs(Calls.bytes(call + " \r\n"))).doesNotThrowAnyException();
    }

    @Test
    void deepNestingIsRefusedWhereItIsSkippedToo() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(complaint("{\"Other\":" + deep + "}")).startsWith("body: expected JSON; Document nesting depth");
        assertThat(complaint("{\"Pod\":{\"spec\":{\"containers\":" + deep + "}}}"))
                .contains("nesting depth");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] inName = Calls.nodes("p", "a#b");
        for (int i = 0; i < inName.length; i++) {
            inName[i] = inName[i] == '#' ? (byte) 0xff : inName[i];
        }

        assertThat(complaint(inName)).startsWith("body: expected JSON; Invalid UTF-8");
        assertThat(complaint(new byte[] {0, 0, 0, '{', 0x7f, 0, 0, 0})).startsWith("body: expected JSON; ");
        assertThat(complaint("{}".getBytes(StandardCharsets.UTF_16BE))).startsWith("NodeNames: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "1e3", "1.5", "\"1\"", "{}"})
    void violationsAreA64BitNumber(String violations) {
        assertThat(preemptComplaint(
                        "{\"NodeNameToMetaVictims\":{\"a\":{\"Pods\":[],\"NumPDBViolations\":" + violations + "}}}"))
                .containsAnyOf("NumPDBViolations: expected a whole number", "out of range");
    }

    @Test
    void aVictimWithoutUidIsRefused() {
        assertThat(preemptComplaint("{\"NodeNameToMetaVictims\":{\"a\":{\"Pods\":[{\"UID\":\"\"}]}}}"))
                .isEqualTo("UID: expected the UID of a pod, found ''");
    }

    @ParameterizedTest
    @CsvSource({
        "'', n, u, a",
        "p, '', u, a",
        "p, n, '', a",
        "p, n, u, ''",
        "../../../../apis/x, n, u, a",
        "p/status, n, u, a",
        "p?x=y, n, u, a",
        "p%2f, n, u, a",
        "p..q, n, u, a",
        "p, kube-system/pods/x, u, a",
        "p, a.b, u, a",
        "P, n, u, a",
        "p, n, 'a b', a",
        "p, n, u, ../a",
    })
    void refusesNamesThatKubernetesDoesNotAllow(String name, String namespace, String uid, String node) {
        String call = "{\"PodName\":\"%s\",\"PodNamespace\":\"%s\",\"PodUID\":\"%s\",\"Node\":\"%s\"}"
                .formatted(name, namespace, uid, node);

        assertThatExceptionOfType(BadCallException.class)
                .isThrownBy(() -> codec.readBindingArgs(Calls.bytes(call)))
                .withMessageContaining("expected th");
    }

    @Test
    void anErrorIsOneShortLine() {
        assertThat(complaint("{\"NodeNames\":[\"a\\nERROR forged\\u001b[2J\\u2028\"]}"))
                .isEqualTo("NodeNames: expected the name of a node, found 'a?ERROR forged?[2J?'");
        assertThat(complaint("{\"NodeNames\":[\"" + "x".repeat(100_000) + "\"]}"))
                .hasSizeLessThan(400);
    }

    // ---- what is written

    @Test
    void anythingCanBeQuotedInAnAnswer() throws IOException {
        String text = "\"\\/\b\f\n\r\t\u0000\u2028<>& Größe \uD83D\uDEA2";

        JsonNode answer =
                new ObjectMapper().readTree(ExtenderCodec.write(ExtenderFilterResult.none(Map.of("a", text))));

        assertThat(answer.at("/FailedAndUnresolvableNodes/a").asText()).isEqualTo(text);
        assertThat(answer.at("/NodeNames").isArray()).isTrue();
        assertThat(answer.at("/Error").asText()).isEmpty();
        assertThat(new String(ExtenderCodec.writeError(text), StandardCharsets.UTF_8))
                .matches("\\P{Cntrl}*");
    }

    private Pod pod(String pod) throws BadCallException {
        return codec.readArgs(Calls.bytes("{\"Pod\":" + pod + ",\"NodeNames\":[]}"))
                .pod();
    }

    private String complaint(String body) {
        return complaint(Calls.bytes(body));
    }

    private String complaint(byte[] body) {
        try {
            return "taken: " + codec.readArgs(body);
        } catch (BadCallException bad) {
            return String.valueOf(bad.getMessage());
        }
    }

    private String preemptComplaint(String body) {
        try {
            return "taken: " + codec.readPreemptionArgs(Calls.bytes(body));
        } catch (BadCallException bad) {
            return String.valueOf(bad.getMessage());
        }
    }
}
