package dev.evenkeel.extender;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Bodies of calls, spelled out. */
final class Calls {
    private Calls() {}

    /** What filter and prioritize are called with for a pod without annotations. */
    static byte[] nodes(String pod, String... nodes) {
        return bytes("{\"Pod\":%s,\"Nodes\":null,\"NodeNames\":%s}".formatted(pod(pod, ""), list(nodes)));
    }

    /** The same for a pod with {@code evenkeel.dev/spread}, in a group by the label {@code app=web}. */
    static byte[] spread(String pod, String terms, String... nodes) {
        String annotations = ",\"annotations\":{\"evenkeel.dev/spread\":\"%s\"}".formatted(terms);
        return bytes("{\"Pod\":%s,\"Nodes\":null,\"NodeNames\":%s}".formatted(pod(pod, annotations), list(nodes)));
    }

    static byte[] bind(String pod, String node) {
        return bytes("{\"PodName\":\"%s\",\"PodNamespace\":\"wire\",\"PodUID\":\"uid-%s\",\"Node\":\"%s\"}"
                .formatted(pod, pod, node));
    }

    static byte[] preempt(String pod, String victimsByNode) {
        return bytes("{\"Pod\":%s,\"NodeNameToVictims\":null,\"NodeNameToMetaVictims\":%s}"
                .formatted(pod(pod, ""), victimsByNode));
    }

    static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String pod(String name, String moreMetadata) {
        return "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"wire\",\"uid\":\"uid-%s\",\"labels\":{\"app\":\"web\"}%s}}"
                .formatted(name, name, moreMetadata);
    }

    private static String list(String... names) {
        return List.of(names).stream().map(name -> '"' + name + '"').collect(Collectors.joining(",", "[", "]"));
    }
}
