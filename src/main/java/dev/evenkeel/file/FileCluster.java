package dev.evenkeel.file;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.ClusterFeed;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.rule.TopologyKey;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster from a file, and an API server in miniature that keeps it in memory: reports events, and binds pods with the
 * outcomes that a real one has. The file itself never changes. Safe for any thread.
 *
 * <p>Each change has a resourceVersion above all before it, those of the file included.
 */
public final class FileCluster implements ClusterFeed, Binder {
    private static final String SAMPLE = "examples/sample-cluster.yaml";

    private final String description;
    private final RuleReader rules;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    /** By namespace and name. */
    private final Map<String, PodObject> pods = new LinkedHashMap<>();
    /** Reports events one after the other, in the order of the changes. */
    private final ExecutorService reporter = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("file-cluster").factory());

    private final List<Service> services;
    private final List<Workload> workloads;
    private long version;
    private @Nullable Consumer<ClusterEvent> listener;

    private FileCluster(Dump dump, RuleReader rules) {
        this.rules = rules;
        this.description = dump.toString();
        this.version = dump.version();
        this.services = dump.services();
        this.workloads = dump.workloads();
        dump.nodes().forEach(node -> nodes.put(node.name(), node.node()));
        dump.pods().forEach(pod -> pods.put(pod.pod().id().toString(), pod));
    }

    /**
     * A cluster from a dump: JSON or YAML, lists or single objects, as kubectl prints them.
     *
     * @throws DumpException if the file cannot be read or understood
     */
    public static FileCluster load(Path file, RuleReader rules) {
        return new FileCluster(Dump.load(file), rules);
    }

    /** The cluster that comes with evenkeel. */
    public static FileCluster sample(RuleReader rules) {
        try (InputStream content = FileCluster.class.getResourceAsStream("/" + SAMPLE)) {
            if (content == null) {
                throw new DumpException(SAMPLE + ": is missing in this build of evenkeel");
            }
            return parse(SAMPLE, content.readAllBytes(), rules);
        } catch (IOException e) {
            throw new DumpException(SAMPLE + ": cannot be read, " + e);
        }
    }

    static FileCluster parse(String file, byte[] content, RuleReader rules) {
        return new FileCluster(Dump.parse(file, content), rules);
    }

    /** What was loaded, in a line. */
    public String description() {
        return description;
    }

    /** The cluster at this moment. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(
                List.copyOf(nodes.values()),
                pods.values().stream()
                        .map(PodObject::pod)
                        .filter(pod -> pod.node().isPresent())
                        .toList(),
                pods.values().stream().filter(PodObject::isPending).toList());
    }

    // ---- ClusterFeed

    /**
     * Reports everything, then each change.
     *
     * @throws IllegalStateException if it was started before
     */
    @Override
    public synchronized void start(Consumer<ClusterEvent> events) {
        if (listener != null) {
            throw new IllegalStateException("started before");
        }
        listener = events;
        nodes.values().forEach(node -> report(new ClusterEvent.NodeChanged(node)));
        services.forEach(service -> report(new ServiceEvent.ServiceChanged(service)));
        workloads.forEach(workload -> report(new ServiceEvent.WorkloadChanged(workload)));
        pods.values().forEach(pod -> report(changed(pod)));
        report(new ClusterEvent.Synced());
    }

    /** Reports nothing any more; pods can still be bound. */
    @Override
    public synchronized void close() {
        reporter.shutdown();
    }

    private void report(ClusterEvent event) {
        Consumer<ClusterEvent> receiver = listener;
        if (receiver != null && !reporter.isShutdown()) {
            reporter.execute(() -> receiver.accept(event));
        }
    }

    private ClusterEvent changed(PodObject pod) {
        return new ClusterEvent.PodChanged(rules.read(pod.pod()));
    }

    // ---- Binder

    /** Checks in the order of the API server (BindingREST in k8s.io/kubernetes/pkg/registry/core/pod/storage). */
    @Override
    public synchronized BindOutcome bind(Permit permit) {
        PodObject stored = pods.get(permit.pod().toString());
        if (stored == null) {
            return new BindOutcome.Gone();
        }
        Pod pod = stored.pod();
        if (!pod.id().equals(permit.pod())) {
            return new BindOutcome.UidChanged(pod.id().uid());
        }
        if (pod.phase() == Pod.Phase.TERMINATING) {
            return new BindOutcome.Gone();
        }
        if (pod.node().isPresent()) {
            String node = pod.node().get();
            return node.equals(permit.node()) ? new BindOutcome.AlreadyThere() : new BindOutcome.Elsewhere(node);
        }
        if (pod.scheduling().gated()) {
            return new BindOutcome.Forbidden("pod " + permit.pod() + " has scheduling gates");
        }
        PodObject bound = stored.with(bound(pod, permit.node()));
        pods.put(permit.pod().toString(), bound);
        report(changed(bound));
        return new BindOutcome.Bound();
    }

    /** There are no kubelets here: what is bound runs. */
    private Pod bound(Pod pod, String node) {
        version++;
        return pod.edit()
                .version(version)
                .labels(withTopology(pod.labels(), node))
                .node(Optional.of(node))
                .scheduling(Pod.Scheduling.USUAL)
                .ready(true)
                .pod();
    }

    /** Since 1.35 the API server copies a node's zone and region onto the pod that it binds there. */
    private Labels withTopology(Labels labels, String node) {
        Map<String, String> all = new TreeMap<>();
        labels.forEach(all::put);
        Labels ofNode = Optional.ofNullable(nodes.get(node)).map(Node::labels).orElse(Labels.NONE);
        for (TopologyKey key : List.of(TopologyKey.ZONE, TopologyKey.REGION)) {
            ofNode.get(key.label()).ifPresent(value -> all.put(key.label(), value));
        }
        return Labels.of(all);
    }

    @Override
    public synchronized PodReading read(String namespace, String name) {
        PodObject stored = pods.get(namespace + "/" + name);
        return stored == null ? new PodReading.NotFound() : new PodReading.Found(rules.read(stored.pod()));
    }
}
