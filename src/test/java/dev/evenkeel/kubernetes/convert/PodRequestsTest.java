package dev.evenkeel.kubernetes.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.objects.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pod asks for in all, in the cases of k8s.io/component-helpers/resource. */
class PodRequestsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "containers add up | containers: [{cpu: 100m, memory: 10}, {cpu: 200m, memory: 20}, {}] | 300 | 30",
                "the hungriest init container, if more | "
                        + "containers: [{cpu: 100m}]; init: [{cpu: 50m, memory: 7}, {cpu: 300m}] | 300 | 7",
                "init containers, if less | containers: [{cpu: 400m}]; init: [{cpu: 300m}] | 400 | 0",
                "sidecars run on | containers: [{cpu: 100m}]; init: [{sidecar: true, cpu: 50m}] | 150 | 0",
                "an init container runs beside the sidecars before it | "
                        + "containers: [{cpu: 10m}]; init: [{sidecar: true, cpu: 50m}, {cpu: 200m}] | 250 | 0",
                "and not beside those after it | "
                        + "containers: [{cpu: 10m}]; init: [{cpu: 200m}, {sidecar: true, cpu: 50m}] | 200 | 0",
                "overhead comes on top | containers: [{cpu: 100m}]; overhead: {cpu: 20m, memory: 5} | 120 | 5",
                "what the pod asks for as a whole replaces the sum | "
                        + "containers: [{cpu: 100m, memory: 9}]; pod: {cpu: 700m} | 700 | 9",
                "overhead comes on top of that too | "
                        + "containers: [{cpu: 100m}]; pod: {cpu: 700m}; overhead: {cpu: 1m} | 701 | 0",
                "nothing | containers: [{}] | 0 | 0",
            })
    void addsUpRequestsAsKubernetesDoes(String what, String spec, long milliCpu, long memory) {
        assertThat(PodConverterTest.pod(yaml(spec)).requests()).as(what).isEqualTo(new Resources(milliCpu, memory, 1));
    }

    /** Spells out the short form of the cases. */
    private static String yaml(String spec) {
        String requests = spec.replaceAll(
                        "\\{sidecar: true, ([^}]*)}", "{restartPolicy: Always, resources: {requests: <$1>}}")
                .replaceAll("([\\[ ])\\{((?:cpu|memory)[^}]*)}(?=[,\\]])", "$1{resources: {requests: <$2>}}")
                .replace("init:", "initContainers:")
                .replaceAll("pod: (\\{[^}]*})", "resources: {requests: $1}")
                .replace('<', '{')
                .replace('>', '}')
                .replace(";", ",");
        return "{metadata: {namespace: n, name: p, uid: u}, spec: {" + requests + "}}";
    }
}
