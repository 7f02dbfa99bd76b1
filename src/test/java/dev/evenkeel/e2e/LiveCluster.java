package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        addNodesIn(IntStream.range(0, count)
                .mapToObj(index -> ZONES.get(index % ZONES.size()))
                .toArray(String[]::new));
    }

    /** The same with the zone of each: node-1 is in the first, and so on. */
    void addNodesIn(String... zones) {
        addNodes(IntStream.rangeClosed(1, zones.length)
                .boxed()
                .collect(Collectors.toMap(number -> "node-" + number, number -> Map.of(ZONE, zones[number - 1]))));
    }

    void addNode(String name, String zone) {
        addNodes(Map.of(name, Map.of(ZONE, zone)));
    }

    /** Adds nodes by name, with these labels from the first moment on, and waits until pods can be placed on them. */
    void addNodes(Map<String, Map<String, String>> labels) {
        labels.forEach(this::createNode);
        awaitUsableNodes();
    }

    List<Node> nodes() {
        return client().nodes().list().getItems();
    }

    private void createNode(String name, Map<String, String> labels) {
        apply(new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(HOSTNAME, name)
                .addToLabels(labels)
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

    /** Pods of this class go before those of a class with a lower value. */
    void addPriorityClass(String name, int value) {
        apply(new PriorityClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withValue(value)
                .build());
    }

    /** Gives a pod an annotation, or another value of one. */
    void annotate(String namespace, String pod, String key, String value) {
        client().pods()
                .inNamespace(namespace)
                .withName(pod)
                .edit(found -> found.edit()
                        .editMetadata()
                        .addToAnnotations(key, value)
                        .endMetadata()
                        .build());
    }

    /** Has a Deployment replace its pods, one after another, by others of the same kind. */
    void rollOut(String namespace, String deployment) {
        client().apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment)
                .edit(found -> found.edit()
                        .editSpec()
                        .editTemplate()
                        .editMetadata()
                        .addToAnnotations("rolled-out", found.getMetadata().getResourceVersion())
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build());
    }

    /** Waits until a Deployment has as many pods as it wants, all of them ready and of its present template. */
    void awaitRolledOut(String namespace, String name) {
        await("the roll-out of " + name).until(() -> {
            var deployment = client().apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            int wanted = deployment.getSpec().getReplicas();
            var status = deployment.getStatus();
            return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                    && Stream.of(status.getReplicas(), status.getUpdatedReplicas(), status.getAvailableReplicas())
                            .allMatch(count -> count != null && count == wanted);
        });
    }

    List<Pod> pods(String namespace) {
        return client().pods().inNamespace(namespace).list().getItems();
    }

    Pod pod(String namespace, String name) {
        return client().pods().inNamespace(namespace).withName(name).require();
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

    /** Waits until one pod is left without a node, and these are its reasons by its condition and by an event. */
    void awaitOneWaiting(String namespace, String... reasons) {
        await("one pod to wait in " + namespace)
                .untilAsserted(() ->
                        assertThat(waitingPods(namespace)).singleElement().satisfies(pod -> assertWaits(pod, reasons)));
    }

    /** The same for a pod by its name, whatever becomes of the others. */
    void awaitWaiting(String namespace, String pod, String... reasons) {
        await(pod + " to wait").untilAsserted(() -> assertWaits(pod(namespace, pod), reasons));
    }

    private void assertWaits(Pod pod, String... reasons) {
        assertThat(isBound(pod)).as("it is bound").isFalse();
        assertThat(whyWaiting(pod).orElse("no reason yet")).contains(reasons);
        assertThat(failures(pod))
                .as("events")
                .anySatisfy(message -> assertThat(message).contains(reasons));
    }

    /** The node of a bound pod. */
    String host(String namespace, String pod) {
        return pod(namespace, pod).getSpec().getNodeName();
    }

    /** The nodes of the bound pods, one entry a pod. */
    List<String> hosts(String namespace) {
        return boundPods(namespace).stream()
                .map(pod -> pod.getSpec().getNodeName())
                .toList();
    }

    /** The bound pods that are not being deleted. */
    List<Pod> stayingPods(String namespace) {
        return boundPods(namespace).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** The busiest pod's share over the mean, where each node gets the same. */
    double imbalance(String namespace) {
        var byNode = stayingPods(namespace).stream()
                .collect(Collectors.toMap(pod -> pod.getSpec().getNodeName(), pod -> 1, Integer::sum));
        return new TrafficShares(byNode, Map.of()).imbalance(TrafficShares.Model.NODE_EVEN);
    }

    static boolean isBound(Pod pod) {
        return pod.getSpec().getNodeName() != null;
    }

    /**
     * What the scheduler last said of a pod that it could not place. It is read from the pod's condition: of events that
     * repeat, the second one is written down and the later ones are only counted.
     */
    static Optional<String> whyWaiting(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled"))
                .findAny()
                .map(PodCondition::getMessage);
    }

    private List<String> failures(Pod pod) {
        return client()
                .v1()
                .events()
                .inNamespace(pod.getMetadata().getNamespace())
                .withField("involvedObject.uid", pod.getMetadata().getUid())
                .withField("reason", "FailedScheduling")
                .list()
                .getItems()
                .stream()
                .map(Event::getMessage)
                .toList();
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
            client().apps().daemonSets().inNamespace(namespace).delete();
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
