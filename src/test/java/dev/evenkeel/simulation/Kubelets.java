package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Resources;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The kubelets of all nodes: each takes the pods that are bound to its node as long as they fit, and rejects the others,
 * which then have failed; and the collector that removes pods whose node is gone.
 */
final class Kubelets implements ChangeLog.Reader {
    private final World world;
    private final ApiServer api;
    private final SplittableRandom random;
    private final Set<String> admitted = new HashSet<>();
    /** Pods whose end no kubelet confirms. */
    private final Map<String, PodId> unconfirmed = new LinkedHashMap<>();

    private long position;

    Kubelets(World world, ApiServer api) {
        this.world = world;
        this.api = api;
        this.random = world.chance().of("kubelets");
    }

    void start() {
        api.podLog().open(this);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void grew() {
        while (position < api.podLog().end()) {
            switch (api.podLog().at(position++)) {
                case ChangeLog.Change.Put<StoredPod>(StoredPod pod) -> {
                    if (pod.boundAt() != 0 && pod.boundAt() == pod.version()) {
                        PodId id = pod.id();
                        world.after(Chance.millis(random, 100, 1_500), () -> meet(id));
                    }
                }
                case ChangeLog.Change.Gone<StoredPod>(StoredPod pod) -> admitted.remove(pod.uid());
            }
        }
    }

    private void meet(PodId id) {
        Optional<StoredPod> pod = api.pod(id).filter(StoredPod::isLive);
        if (pod.isEmpty()) {
            return;
        }
        String name = pod.get().node().orElseThrow();
        Optional<Node> node = api.node(name);
        if (node.isEmpty()) {
            collect(id);
        } else if (pod.get().pod().requests().fits(node.get().allocatable(), used(name))) {
            admitted.add(id.uid());
        } else {
            world.figures().count(Figures.Figure.KUBELET_REJECTIONS);
            world.trace().note("kubelet " + name, () -> "rejects " + id.name());
            api.change(id, known -> known.phase(Pod.Phase.FINISHED));
        }
    }

    private Resources used(String node) {
        Resources used = Resources.NONE;
        for (StoredPod pod : api.pods()) {
            if (admitted.contains(pod.uid())
                    && !pod.isFinished()
                    && pod.node().filter(node::equals).isPresent()) {
                used = used.plus(pod.pod().requests());
            }
        }
        return used;
    }

    /** A node is gone: after a while its pods are removed, unless it comes back. */
    void nodeGone(String name) {
        for (StoredPod pod : api.listPods()) {
            if (pod.node().filter(name::equals).isPresent()) {
                collect(pod.id());
            }
        }
    }

    /** A node is gone, and with it the kubelet that would confirm the end of its pods; nothing removes them. */
    void nodeLost(String name) {
        for (StoredPod pod : api.listPods()) {
            if (pod.node().filter(name::equals).isPresent()) {
                unconfirmed.put(pod.uid(), pod.id());
                api.terminate(pod.id());
            }
        }
    }

    /** The node is back, and confirms what has ended there. */
    void nodeBack(String name) {
        List<PodId> there = unconfirmed.values().stream()
                .filter(id -> api.pod(id)
                        .filter(pod -> pod.node().equals(Optional.of(name)))
                        .isPresent())
                .toList();
        there.forEach(this::confirm);
    }

    /** Somebody takes off what keeps them. */
    void confirmAll() {
        List.copyOf(unconfirmed.values()).forEach(this::confirm);
    }

    private void confirm(PodId id) {
        unconfirmed.remove(id.uid());
        api.remove(id);
    }

    private void collect(PodId id) {
        // The collector looks every 20 s, and waits another 40 for the node (podgc/gc_controller.go).
        Duration delay = Chance.millis(random, 3_000, random.nextBoolean() ? 20_000 : 60_000);
        world.after(
                delay,
                () -> api.pod(id)
                        .filter(pod -> pod.node().flatMap(api::node).isEmpty())
                        .ifPresent(pod -> api.remove(id)));
    }
}
