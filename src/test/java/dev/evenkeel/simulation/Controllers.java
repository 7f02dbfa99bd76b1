package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.labels.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The controllers of all workloads: each sees to it that there are as many pods as it wants, of its present revision. */
final class Controllers implements ChangeLog.Reader {
    private static final Duration FAILED_PODS_STAY = Duration.ofSeconds(8);

    private final World world;
    private final ApiServer api;
    private final Duration longestGrace;
    private final Map<String, Controlled> byName = new LinkedHashMap<>();
    /** Pods that are on their way out and do not end. */
    private final List<PodId> hanging = new ArrayList<>();

    private long position;

    Controllers(World world, ApiServer api, Duration longestGrace) {
        this.world = world;
        this.api = api;
        this.longestGrace = longestGrace;
    }

    void start(List<Workload> workloads) {
        api.podLog().open(this);
        workloads.forEach(each -> byName.put(each.name(), new Controlled(each)));
        byName.values().forEach(Controlled::reconcileSoon);
    }

    Optional<Controlled> of(String workload) {
        return Optional.ofNullable(byName.get(workload));
    }

    /** Somebody else has a pod deleted. */
    void evict(PodId id) {
        api.pod(id)
                .filter(StoredPod::isLive)
                .ifPresent(pod -> of(pod.workload().name()).ifPresent(workload -> workload.delete(pod)));
    }

    /** The pods that were deleted, and whose kubelet does nothing about it, go after all. */
    void letGo() {
        hanging.forEach(api::remove);
        hanging.clear();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void grew() {
        while (position < api.podLog().end()) {
            ChangeLog.Change<StoredPod> change = api.podLog().at(position++);
            StoredPod pod = change.object();
            Controlled controlled = byName.get(pod.workload().name());
            boolean left = change instanceof ChangeLog.Change.Gone || !pod.isLive();
            if (left && controlled != null) {
                controlled.reconcileSoon();
            }
        }
    }

    /** One workload. */
    final class Controlled {
        private final Workload workload;
        private final SplittableRandom random;
        private final Map<String, Integer> incarnations = new HashMap<>();
        private final Set<String> failed = new HashSet<>();
        private int wanted;
        private int revision = 1;
        private int names;
        private boolean soon;

        Controlled(Workload workload) {
            this.workload = workload;
            this.random = world.chance().of("controller " + workload.name());
            this.wanted = workload.replicas();
        }

        int wanted() {
            return wanted;
        }

        void scaleTo(int replicas) {
            wanted = replicas;
            reconcileSoon();
        }

        /** Deletes some pods, whichever. */
        void delete(int many) {
            List<StoredPod> mine = mine();
            for (int i = 0; i < many && !mine.isEmpty(); i++) {
                delete(mine.remove(random.nextInt(mine.size())));
            }
        }

        /** Deletes a pod whose kubelet is away: it does not end. */
        void hang() {
            mine().stream().filter(StoredPod::isBound).findFirst().ifPresent(pod -> {
                world.trace().note("another controller", () -> "deletes " + pod.name() + ", which does not end");
                hanging.add(pod.id());
                api.terminate(pod.id());
            });
        }

        /** A new revision: the pods are replaced, some at a time. */
        void rollOut() {
            revision++;
            replaceSome(revision);
        }

        private void replaceSome(int target) {
            List<StoredPod> old = mine();
            old.removeIf(pod -> hash().equals(pod.labels().get(PodRules.REVISION)));
            if (target != revision || old.isEmpty()) {
                return;
            }
            old.stream().limit(1 + wanted / 4).forEach(this::delete);
            world.after(Chance.millis(random, 300, 3_000), () -> replaceSome(target));
        }

        /** Edits a label of one pod. */
        void relabel(String key, String value) {
            pick().ifPresent(pod -> api.edit(pod.id(), (known, version) -> known.labelled(key, value, version)));
        }

        /** Edits the rule of one pod. */
        void edit(PodRules rules) {
            pick().ifPresent(pod -> api.edit(pod.id(), (known, version) -> known.withRules(rules, version)));
        }

        /** Somebody else nominates a node for a waiting pod. */
        void nominate(String node) {
            mine().stream().filter(pod -> !pod.isBound()).findFirst().ifPresent(pod -> {
                world.trace().note("another controller", () -> "nominates " + node + " for " + pod.name());
                api.change(pod.id(), known -> known.isBound() ? known : known.nominatedTo(Optional.of(node)));
            });
        }

        /** Somebody else nominates nodes for the waiting pods, one after the other. */
        void nominateAll(List<String> nodes) {
            List<StoredPod> waiting = mine();
            waiting.removeIf(StoredPod::isBound);
            for (int i = 0; i < waiting.size(); i++) {
                StoredPod pod = waiting.get(i);
                String node = nodes.get(i % nodes.size());
                world.trace().note("another controller", () -> "nominates " + node + " for " + pod.name());
                api.change(pod.id(), known -> known.nominatedTo(Optional.of(node)));
            }
        }

        /** Where one of its pods is bound. */
        Optional<String> someNode() {
            return mine().stream().flatMap(pod -> pod.node().stream()).findFirst();
        }

        private Optional<StoredPod> pick() {
            List<StoredPod> mine = mine();
            return mine.isEmpty() ? Optional.empty() : Optional.of(mine.get(random.nextInt(mine.size())));
        }

        private List<StoredPod> mine() {
            List<StoredPod> mine = new ArrayList<>();
            for (StoredPod pod : api.pods()) {
                if (pod.isLive() && pod.workload().name().equals(workload.name())) {
                    mine.add(pod);
                }
            }
            return mine;
        }

        private void reconcileSoon() {
            if (!soon) {
                soon = true;
                world.after(Chance.millis(random, 1, 40), () -> {
                    soon = false;
                    reconcile();
                });
            }
        }

        private void reconcile() {
            removeFailed();
            List<StoredPod> mine = mine();
            for (int i = mine.size(); i < wanted; i++) {
                nextName().ifPresent(this::create);
            }
            // The youngest go first.
            for (int i = mine.size() - 1; i >= wanted; i--) {
                delete(mine.get(i));
            }
        }

        private void removeFailed() {
            for (StoredPod pod : api.listPods()) {
                boolean mine = pod.workload().name().equals(workload.name());
                if (mine && pod.isFinished() && failed.add(pod.uid())) {
                    PodId id = pod.id();
                    world.after(workload.namesAgain() ? Duration.ZERO : FAILED_PODS_STAY, () -> {
                        failed.remove(id.uid());
                        api.remove(id);
                    });
                }
            }
        }

        private Optional<String> nextName() {
            if (!workload.namesAgain()) {
                return Optional.of(workload.name() + "-" + names++);
            }
            for (int ordinal = 0; ordinal < wanted; ordinal++) {
                String name = workload.name() + "-" + ordinal;
                if (api.named(id(name, "any")).isEmpty()) {
                    return Optional.of(name);
                }
            }
            return Optional.empty();
        }

        private static PodId id(String name, String uid) {
            return new PodId(Workload.NAMESPACE, name, uid);
        }

        private String hash() {
            return "r" + revision;
        }

        private void create(String name) {
            int incarnation = incarnations.merge(name, 1, Integer::sum);
            if (!workload.namesAgain()) {
                incarnations.remove(name);
            }
            Map<String, String> labels = new TreeMap<>(workload.labels());
            labels.put(PodRules.REVISION, hash());
            if (workload.namesAgain()) {
                labels.put(PodRules.OPERATORS, name);
            }
            Pod pod = new Pod(
                    id(name, name + "#" + incarnation),
                    0,
                    Labels.of(labels),
                    workload.rules().annotations(),
                    Optional.empty(),
                    Pod.Phase.LIVE,
                    workload.requests(),
                    workload.rules().antiAffinity(labels),
                    false,
                    new Pod.Scheduling(
                            !workload.gatedFor().isZero(),
                            false,
                            Optional.empty(),
                            workload.schedulerName(),
                            workload.priority()),
                    Optional.empty());
            api.create(new StoredPod(pod, workload, labels, workload.rules(), workload.preparation(), false, 0, 0, ""));
            if (!workload.gatedFor().isZero()) {
                world.after(workload.gatedFor(), () -> api.change(pod.id(), StoredPod::ungated));
            }
        }

        private void delete(StoredPod pod) {
            if (!pod.isBound()) {
                api.remove(pod.id());
                return;
            }
            api.terminate(pod.id());
            Duration most = random.nextInt(3) == 0 ? longestGrace : Duration.ofMillis(500);
            Duration grace = Chance.between(random, Duration.ofMillis(10), most);
            world.after(grace, () -> api.remove(pod.id()));
        }
    }
}
