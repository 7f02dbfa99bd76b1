package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Several groups at once, each as large as the cluster, whose pods are to have a host without a sibling: all of them can be
 * placed, and there is nothing to spare.
 */
record Rush(LiveCluster cluster, String namespace, int nodes, List<String> groups) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Makes the nodes and the Deployments. */
    static Rush begin(LiveCluster cluster, String namespace, int nodes, String... groups) {
        cluster.addNodes(nodes);
        cluster.namespace(namespace);
        var rush = new Rush(cluster, namespace, nodes, List.of(groups));
        rush.groups.forEach(rush::create);
        return rush;
    }

    private void create(String group) {
        cluster.create(
                namespace, Workload.named(group).onEvenkeel().spread("required").deployment(nodes));
    }

    /** One more group. */
    Rush with(String group) {
        create(group);
        return new Rush(
                cluster,
                namespace,
                nodes,
                Stream.concat(groups.stream(), Stream.of(group)).toList());
    }

    /** Waits until so many pods are bound. */
    void awaitSome(int pods) {
        LiveCluster.await("the first pods")
                .until(() -> cluster.boundPods(namespace).size() >= pods);
    }

    /** After the last fault: every pod gets a host within a minute, and no two of a group the same. */
    void awaitEnd() {
        var ended = end();
        assertStrict();
        assertThat(ended.waiting()).as("pods without a host: %s", ended).isZero();
        System.out.printf("%s: %d pods placed %.1f s after the last fault%n", namespace, ended.pods, ended.seconds);
    }

    /**
     * What came of it.
     *
     * @param wrong pods that share their host with another of their group
     * @param firstSeconds from the last fault to the first pod placed after it
     * @param seconds from the last fault to the last one
     */
    record Ended(int pods, int wrong, int waiting, double firstSeconds, double seconds) {}

    /** Waits until all pods are placed, for a minute at most. */
    Ended end() {
        int pods = nodes * groups.size();
        long started = System.nanoTime();
        int before = bound();
        long first = started;
        int now = before;
        while (now < pods && System.nanoTime() - started < PATIENCE.toNanos()) {
            FaultsTest.letPass(Duration.ofMillis(100));
            now = bound();
            first = now == before ? System.nanoTime() : first;
        }
        return new Ended(pods, wrong(), pods - now, (first - started) / 1e9, (System.nanoTime() - started) / 1e9);
    }

    /** How many are bound; none if the API server does not say. */
    private int bound() {
        try {
            return cluster.boundPods(namespace).size();
        } catch (KubernetesClientException away) {
            return 0;
        }
    }

    private int wrong() {
        return (int) cluster.boundPods(namespace).stream()
                .collect(Collectors.groupingBy(
                        (Pod pod) -> pod.getMetadata().getLabels().get("app") + " "
                                + pod.getSpec().getNodeName(),
                        Collectors.counting()))
                .values()
                .stream()
                .mapToLong(count -> count - 1)
                .sum();
    }

    void assertStrict() {
        for (var group : groups) {
            var hosts = cluster.boundPods(namespace).stream()
                    .filter(pod -> group.equals(pod.getMetadata().getLabels().get("app")))
                    .collect(Collectors.groupingBy(
                            (Pod pod) -> pod.getSpec().getNodeName(),
                            Collectors.mapping(pod -> pod.getMetadata().getName(), Collectors.toList())));
            assertThat(hosts.values())
                    .as("pods of %s by host: %s", group, hosts)
                    .allMatch(pods -> pods.size() == 1);
        }
    }
}
