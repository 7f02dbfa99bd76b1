package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the tests speak of it, through the API server and with an administrator's rights. What it returns was read
 * when it was asked for.
 */
final class LiveCluster implements AutoCloseable {

    static final String ZONE = "topology.kubernetes.io/zone";
    static final String HOSTNAME = "kubernetes.io/hostname";

    private static final List<String> ZONES = List.of("a", "b", "c");

    private final Kubeconfig kubeconfig;
    private final List<String> namespaces = new ArrayList<>();
    private @Nullable KubernetesClient client;

    LiveCluster(Kubeconfig kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /** For what this class has no word for. */
    synchronized KubernetesClient client() {
        // Not before it is used: the certificate that it trusts is there once the API server has started.
        if (client == null) {
            client = new KubernetesClientBuilder()
                    .withConfig(kubeconfig.config())
                    // Not the one of Quarkus, which it finds by itself: outside of Quarkus its threads outlive it.
                    .withHttpClientFactory(new VertxHttpClientFactory())
                    .build();
        }
        return client;
    }

    /** Waits as long as a real control plane on a busy machine may take. */
    static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100));
    }

    // ---- nodes

    /** Adds node-1 to node-{@code count}, spread over three zones, and waits until pods can be placed on all of them. */
    void addNodes(int count) {
        for (int number = 1; number <= count; number++) {
            createNode("node-" + number, ZONES.get((number - 1) % ZONES.size()));
        }
        awaitUsableNodes();
    }

    void addNode(String name, String zone) {
        createNode(name, zone);
        awaitUsableNodes();
    }

    List<Node> nodes() {
        return client().nodes().list().getItems();
    }

    private void createNode(String name, String zone) {
        apply(new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(HOSTNAME, name)
                .addToLabels(ZONE, zone)
                .endMetadata()
                .build());
    }

    private void awaitUsableNodes() {
        await("nodes that are ready and without taints")
                .until(() -> nodes().stream().allMatch(LiveCluster::isUsable));
    }

    // A node starts with a not-ready taint. kwok reports it ready, and then the node lifecycle controller takes it off.
    private static boolean isUsable(Node node) {
        return node.getSpec().getTaints().isEmpty()
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    // ---- workloads

    /** Creates a namespace and waits until pods can be made in it. */
    String namespace(String name) {
        apply(new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build());
        namespaces.add(name);
        await("the default ServiceAccount of " + name)
                .until(() -> client().serviceAccounts()
                                .inNamespace(name)
                                .withName("default")
                                .get()
                        != null);
        return name;
    }

    void create(String namespace, HasMetadata object) {
        client().resource(object).inNamespace(namespace).create();
    }

    /** Creates an object, or brings it to this state. */
    void apply(HasMetadata object) {
        client().resource(object).forceConflicts().serverSideApply();
    }

    void scale(String namespace, String deployment, int replicas) {
        client().apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment)
                .scale(replicas);
    }

    List<Pod> pods(String namespace) {
        return client().pods().inNamespace(namespace).list().getItems();
    }

    List<Pod> boundPods(String namespace) {
        return pods(namespace).stream().filter(LiveCluster::isBound).toList();
    }

    List<Pod> waitingPods(String namespace) {
        return pods(namespace).stream().filter(pod -> !isBound(pod)).toList();
    }

    void awaitBound(String namespace, int count) {
        try {
            await("bound pods").until(() -> boundPods(namespace).size() == count);
        } catch (ConditionTimeoutException e) {
            var reasons = waitingPods(namespace).stream()
                    .collect(Collectors.toMap(
                            pod -> pod.getMetadata().getName(),
                            pod -> whyWaiting(pod).orElse("no reason yet")));
            throw new AssertionError(
                    "%d bound pods expected in %s, but there are %d; waiting: %s"
                            .formatted(count, namespace, boundPods(namespace).size(), reasons),
                    e);
        }
    }

    /** The nodes of the bound pods, one entry a pod. */
    List<String> hosts(String namespace) {
        return boundPods(namespace).stream()
                .map(pod -> pod.getSpec().getNodeName())
                .toList();
    }

    static boolean isBound(Pod pod) {
        return pod.getSpec().getNodeName() != null;
    }

    /** What the last FailedScheduling event of a pod says. */
    Optional<String> whyWaiting(Pod pod) {
        return client()
                .v1()
                .events()
                .inNamespace(pod.getMetadata().getNamespace())
                .withField("involvedObject.uid", pod.getMetadata().getUid())
                .withField("reason", "FailedScheduling")
                .list()
                .getItems()
                .stream()
                .max(Comparator.comparing(LiveCluster::lastSeen))
                .map(Event::getMessage);
    }

    // A repeated event has a series. All times are of one format: they sort as text.
    private static String lastSeen(Event event) {
        return event.getSeries() != null
                ? event.getSeries().getLastObservedTime().getTime()
                : event.getEventTime().getTime();
    }

    // ---- access

    /** A token for a ServiceAccount, as a kubelet would get one for its pod. */
    String token(String namespace, String serviceAccount) {
        return client().serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(Duration.ofHours(12).toSeconds())
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /** Takes away all that tests have made: workloads first, so that no controller makes pods anew, then the nodes. */
    void clear() {
        for (var namespace : namespaces) {
            client().apps().deployments().inNamespace(namespace).delete();
            client().apps().replicaSets().inNamespace(namespace).delete();
            client().pods().inNamespace(namespace).withGracePeriod(0).delete();
        }
        await("no pods")
                .until(() -> namespaces.stream()
                        .allMatch(namespace -> pods(namespace).isEmpty()));
        client().nodes().delete();
        await("no nodes").until(() -> nodes().isEmpty());
        namespaces.clear();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
