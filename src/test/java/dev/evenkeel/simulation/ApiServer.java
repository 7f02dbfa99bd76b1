package dev.evenkeel.simulation;

import dev.evenkeel.api.Effect;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is true: pods and nodes, each change with a version of its own, committed one after the other. A pod is bound at
 * most once, and only under the UID that the binding names.
 */
final class ApiServer {
    private final World world;
    private final Map<String, StoredPod> pods = new LinkedHashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    /** Nodes that are gone, as they were. */
    private final Map<String, Node> formerNodes = new HashMap<>();
    /** The version in which a node's labels were last edited after it first came. */
    private final Map<String, Long> nodeEdits = new HashMap<>();

    private final ChangeLog<StoredPod> podLog = new ChangeLog<>();
    private final ChangeLog<Node> nodeLog = new ChangeLog<>();
    /** Where pods that were bound went, by UID, though they be gone. */
    private final Map<String, String> bindings = new LinkedHashMap<>();

    /** What evenkeel has nominated, by UID, as long as the API server has it. */
    private final Map<String, OwnNomination> ownNominations = new HashMap<>();
    /** When a pod was last made, bound or removed. */
    private Duration moved = Duration.ZERO;

    private record OwnNomination(String node, Duration since) {}

    private long version = 100;

    /** What the binding subresource answers. */
    enum BindingAnswer {
        CREATED,
        NOT_FOUND,
        CONFLICT
    }

    ApiServer(World world) {
        this.world = world;
    }

    // ---- reading

    Collection<StoredPod> pods() {
        return pods.values();
    }

    List<StoredPod> listPods() {
        return new ArrayList<>(pods.values());
    }

    Optional<StoredPod> pod(PodId id) {
        return named(id).filter(pod -> pod.id().equals(id));
    }

    /** The pod of that name, whatever its UID. */
    Optional<StoredPod> named(PodId id) {
        return Optional.ofNullable(pods.get(id.toString()));
    }

    Collection<Node> nodes() {
        return nodes.values();
    }

    List<Node> listNodes() {
        return new ArrayList<>(nodes.values());
    }

    Optional<Node> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /** The node, or as it was last if it is gone. */
    Optional<Node> nodeOrFormer(String name) {
        return node(name).or(() -> Optional.ofNullable(formerNodes.get(name)));
    }

    /** The version in which the node's labels were last edited; 0 if they are as they came. */
    long editedAt(String node) {
        return nodeEdits.getOrDefault(node, 0L);
    }

    /** Where the pod was bound, though it be gone by now. */
    Optional<String> everBound(PodId id) {
        return Optional.ofNullable(bindings.get(id.uid()));
    }

    ChangeLog<StoredPod> podLog() {
        return podLog;
    }

    ChangeLog<Node> nodeLog() {
        return nodeLog;
    }

    // ---- pods

    void create(StoredPod pod) {
        if (pods.containsKey(pod.key())) {
            throw new IllegalStateException(pod.key() + " is there already");
        }
        put(pod.version(++version));
        moved = world.elapsed();
        world.trace().note("api", () -> "created " + pod);
    }

    /** Changes a pod, if it is there; its version is set afterwards. */
    void change(PodId id, UnaryOperator<StoredPod> change) {
        pod(id).ifPresent(known -> {
            StoredPod changed = change.apply(known);
            if (!changed.equals(known)) {
                put(changed.version(++version));
            }
        });
    }

    /** Evenkeel nominates a node for a pod, if that is still as it was; whether it was. */
    boolean nominate(Effect.Nominate nominate) {
        Optional<StoredPod> same = pod(nominate.pod()).filter(known -> known.version() == nominate.version());
        same.ifPresent(known -> {
            put(known.nominatedTo(Optional.of(nominate.node())).version(++version));
            ownNominations.put(known.uid(), new OwnNomination(nominate.node(), world.elapsed()));
            world.trace().note("api", () -> known.name() + " is nominated to " + nominate.node());
        });
        return same.isPresent();
    }

    /** Evenkeel clears a nomination, if there is that one; whether there was. */
    boolean unnominate(Effect.Unnominate clear) {
        Optional<StoredPod> nominated =
                pod(clear.pod()).filter(known -> known.nominated().equals(Optional.of(clear.node())));
        nominated.ifPresent(known -> {
            put(known.nominatedTo(Optional.empty()).version(++version));
            world.trace().note("api", () -> known.name() + " is nominated no more");
        });
        return nominated.isPresent();
    }

    /** When a pod was last made, bound or removed. */
    Duration moved() {
        return moved;
    }

    /** kube-scheduler nominates the pod by a preemption, maybe where evenkeel has: from now on it is no nomination of evenkeel's. */
    void preempts(StoredPod pod) {
        ownNominations.remove(pod.uid());
    }

    /** Since when a waiting pod has had a nomination that evenkeel made; empty if it has none. */
    Optional<Duration> nominatedSince(StoredPod pod) {
        return Optional.ofNullable(ownNominations.get(pod.uid()))
                .filter(own -> !pod.isBound())
                .map(OwnNomination::since);
    }

    /** Edits labels or annotations. */
    void edit(PodId id, Edit edit) {
        pod(id).ifPresent(known -> {
            StoredPod edited = edit.apply(known, ++version);
            put(edited);
            world.trace().note("api", () -> "edited " + edited);
        });
    }

    /** A change of labels or annotations, which counts from a version on. */
    interface Edit {
        StoredPod apply(StoredPod pod, long version);
    }

    private void put(StoredPod pod) {
        // Whoever nominates another node has done it, and not evenkeel.
        OwnNomination own = ownNominations.get(pod.uid());
        if (own != null && !pod.nominated().equals(Optional.of(own.node()))) {
            ownNominations.remove(pod.uid());
        }
        pods.put(pod.key(), pod);
        podLog.add(new ChangeLog.Change.Put<>(pod));
    }

    /** Marks a pod as being deleted. */
    void terminate(PodId id) {
        world.trace().note("api", () -> "deleting " + id);
        change(id, pod -> pod.isFinished() ? pod : pod.phase(Pod.Phase.TERMINATING));
    }

    void remove(PodId id) {
        pod(id).ifPresent(known -> {
            version++;
            pods.remove(known.key());
            ownNominations.remove(known.uid());
            moved = world.elapsed();
            podLog.add(new ChangeLog.Change.Gone<>(known));
            world.trace().note("api", () -> "gone " + known.name());
        });
    }

    /** Creates a binding, as the API server does it. */
    BindingAnswer bind(PodId id, String node, boolean byEvenkeel) {
        StoredPod known = pods.get(id.toString());
        if (known == null) {
            return BindingAnswer.NOT_FOUND;
        }
        if (!known.id().equals(id) || known.isBound() || known.pod().phase() == Pod.Phase.TERMINATING) {
            return BindingAnswer.CONFLICT;
        }
        StoredPod bound = known.boundTo(node, byEvenkeel, ++version);
        bindings.put(id.uid(), node);
        put(bound);
        moved = world.elapsed();
        world.trace().note("api", () -> "bound " + bound);
        return BindingAnswer.CREATED;
    }

    // ---- nodes

    /** Puts a node there, or changes it. */
    void put(Node node) {
        Optional<Node> before = nodeOrFormer(node.name());
        Node stored =
                new Node(node.name(), ++version, node.labels(), node.ready(), node.unschedulable(), node.allocatable());
        if (before.isPresent() && !before.get().labels().equals(node.labels())) {
            nodeEdits.put(node.name(), version);
        }
        formerNodes.remove(node.name());
        nodes.put(node.name(), stored);
        nodeLog.add(new ChangeLog.Change.Put<>(stored));
        world.trace()
                .note(
                        "api",
                        () -> "node " + node.name() + " " + node.labels() + (node.unschedulable() ? " cordoned" : "")
                                + (node.ready() ? "" : " not ready"));
    }

    void removeNode(String name) {
        Node gone = nodes.remove(name);
        if (gone != null) {
            version++;
            formerNodes.put(name, gone);
            nodeLog.add(new ChangeLog.Change.Gone<>(gone));
            world.trace().note("api", () -> "node " + name + " is gone");
        }
    }
}
