package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.rehearse.BindReply;
import dev.evenkeel.rehearse.FilterReply;
import dev.evenkeel.rehearse.NodeRoom;
import dev.evenkeel.rehearse.SchedulingCycle;
import dev.evenkeel.rehearse.SchedulingCycle.Step;
import dev.evenkeel.rehearse.ScoreReply;
import dev.evenkeel.simulation.SchedulingQueue.Occurrence;
import dev.evenkeel.simulation.SchedulingQueue.Queued;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * kube-scheduler as it runs: one cycle at a time, each in front of the extender for as long as that takes; the pod is
 * assumed to be where it was sent, and bound beside the next cycles. It acts on what its own watches have shown.
 */
final class KubeScheduler {
    private static final int ENOUGH_AT_LEAST = 5;

    /** What stands in the condition of a pod that goes for another. */
    private static final String PREEMPTED = "preempted by a pod of higher priority";

    private final String name;
    private final Set<String> profiles;
    private final World world;
    private final ApiServer api;
    private final Extender extender;
    private final Controllers controllers;
    private final Weather weather;
    private final SplittableRandom random;
    private final SchedulerCache cache = new SchedulerCache();
    private final SchedulingQueue queue;
    private final Watch<StoredPod> pods;
    private final Watch<Node> nodes;
    /** The waiting pods that the watch has shown, by UID. */
    private final Map<String, StoredPod> waiting = new HashMap<>();
    /** The UIDs of pods by their names. */
    private final Map<String, String> uids = new HashMap<>();
    /** By UID, where pods are nominated by this scheduler, which it knows before its watch shows it. */
    private final Map<String, String> nominated = new HashMap<>();
    /** In how many tries each pod was placed or not, for who wants to know. */
    private final Map<String, Integer> tries = new HashMap<>();
    /** The pods whose last try ended without an answer, and what was said. */
    private final Map<String, String> lastErrors = new HashMap<>();

    private boolean busy;
    private boolean alive = true;
    private int nextStart;

    /**
     * A scheduler that has not begun.
     *
     * @param profiles the scheduler names of the pods that are its
     * @param controllers know how long the pods take to end that it deletes
     */
    KubeScheduler(
            String name,
            Set<String> profiles,
            World world,
            ApiServer api,
            Extender extender,
            Controllers controllers,
            Weather weather) {
        this.name = name;
        this.profiles = profiles;
        this.world = world;
        this.api = api;
        this.extender = extender;
        this.controllers = controllers;
        this.weather = weather;
        this.random = world.chance().of(name);
        this.queue = new SchedulingQueue(world, this::goOn);
        this.pods = new Watch<>(
                name + " pods",
                world,
                api.podLog(),
                api::listPods,
                StoredPod::key,
                new PodListener(),
                weather.schedulerPods());
        this.nodes = new Watch<>(
                name + " nodes",
                world,
                api.nodeLog(),
                api::listNodes,
                Node::name,
                new NodeListener(),
                weather.schedulerNodes());
    }

    void start() {
        nodes.start();
        pods.start();
    }

    /** The process ends; what it sent to the extender is still served there. */
    void stop() {
        alive = false;
        pods.close();
        nodes.close();
    }

    Watch<StoredPod> pods() {
        return pods;
    }

    Watch<Node> nodes() {
        return nodes;
    }

    Map<String, Integer> tries() {
        return tries;
    }

    Map<String, String> lastErrors() {
        return lastErrors;
    }

    /** The pods that it believes to be where it sent them, without having seen it. */
    List<String> assumed() {
        return cache.assumed();
    }

    // ---- what its watches show

    private final class PodListener implements Watch.Listener<StoredPod> {
        @Override
        public Duration heldUp() {
            return Duration.ZERO;
        }

        @Override
        public void changed(StoredPod pod) {
            String known = uids.put(pod.key(), pod.uid());
            if (known != null && !known.equals(pod.uid())) {
                left(known, true);
            }
            if (pod.isFinished()) {
                left(pod.uid(), pod.isBound());
            } else if (pod.isBound()) {
                seenBound(pod);
            } else if (profiles.contains(pod.workload().schedulerName())) {
                seenWaiting(pod);
            }
        }

        @Override
        public void gone(StoredPod pod) {
            uids.remove(pod.key(), pod.uid());
            left(pod.uid(), pod.isBound());
        }

        @Override
        public void listed() {
            goOn();
        }
    }

    private void left(String uid, boolean wasBound) {
        waiting.remove(uid);
        nominated.remove(uid);
        queue.remove(uid);
        cache.remove(uid);
        lastErrors.remove(uid);
        if (wasBound) {
            queue.happened(Occurrence.POD_LEFT);
        }
    }

    private void seenBound(StoredPod pod) {
        waiting.remove(pod.uid());
        nominated.remove(pod.uid());
        queue.remove(pod.uid());
        lastErrors.remove(pod.uid());
        cache.seen(pod, pod.node().orElseThrow());
        queue.happened(Occurrence.POD_CHANGED);
    }

    private void seenWaiting(StoredPod pod) {
        nominated.remove(pod.uid());
        waiting.put(pod.uid(), pod);
        if (!pod.isLive() || pod.isGated()) {
            queue.remove(pod.uid());
        } else if (!cache.isAssumed(pod.uid())) {
            queue.put(pod);
        }
    }

    private final class NodeListener implements Watch.Listener<Node> {
        @Override
        public Duration heldUp() {
            return Duration.ZERO;
        }

        @Override
        public void changed(Node node) {
            cache.put(node);
            queue.happened(Occurrence.NODE_CHANGED);
        }

        @Override
        public void gone(Node node) {
            cache.removeNode(node.name());
            queue.happened(Occurrence.NODE_CHANGED);
        }

        @Override
        public void listed() {}
    }

    // ---- the cycle

    private void goOn() {
        if (!busy && alive && !queue.isIdle()) {
            busy = true;
            world.after(Chance.between(random, Duration.ofNanos(200_000), Duration.ofMillis(3)), this::next);
        }
    }

    private void next() {
        Optional<Queued> taken = alive ? queue.take() : Optional.empty();
        if (taken.isEmpty()) {
            busy = false;
            return;
        }
        Queued queued = taken.get();
        world.figures().count(Figures.Figure.CYCLES);
        if (queued.attempts() > 1) {
            world.figures().count(Figures.Figure.RETRIES);
        }
        new Try(queued).begin();
    }

    private void cycleEnded() {
        busy = false;
        goOn();
    }

    /** One pod's cycle and what follows. */
    private final class Try {
        private final Queued queued;
        private final StoredPod pod;
        private final SchedulingCycle cycle;

        Try(Queued queued) {
            this.queued = queued;
            this.pod = queued.pod();
            List<NodeRoom> rooms = roomsFor(pod);
            Collections.rotate(rooms, rooms.isEmpty() ? 0 : -(nextStart % rooms.size()));
            Optional<NodeRoom> nominated = pod.nominated()
                    .flatMap(node -> rooms.stream()
                            .filter(room -> room.name().equals(node))
                            .findFirst());
            this.cycle = new SchedulingCycle(pod.object(), nominated, rooms, enough(rooms.size()), random);
        }

        private int enough(int all) {
            boolean sampled = pod.workload().schedulerName().equals(Scenario.SAMPLED);
            return sampled ? KubeScheduler.this.enough(all) : all;
        }

        void begin() {
            follow(cycle.begin());
        }

        private void follow(Step step) {
            switch (step) {
                case Step.AskFilter(List<String> among) -> {
                    nextStart += cycle.lookedAt();
                    Consumer<FilterReply> reply = reply(new FilterReply.Failed("time-out"), answer -> {
                        note(() -> "filter " + among + " → " + described(answer));
                        follow(cycle.filtered(answer));
                    });
                    extender.filter(pod.object(), among, reply);
                }
                case Step.AskScores(List<String> among) ->
                    extender.prioritize(
                            pod.object(),
                            among,
                            reply(new ScoreReply.Failed("time-out"), answer -> follow(cycle.scored(answer))));
                case Step.Chosen(String node) -> chosen(node);
                case Step.Unschedulable(String message, boolean byExtender) -> {
                    note(() -> "unschedulable: " + message);
                    lastErrors.remove(pod.uid());
                    preempt(nomination -> {
                        queue.unschedulable(queued, byExtender);
                        say(message, nomination);
                        cycleEnded();
                    });
                }
                case Step.Failed(String message) -> {
                    lastErrors.put(pod.uid(), message);
                    queue.failed(queued);
                    say(message, afterError());
                    cycleEnded();
                }
            }
        }

        private String described(FilterReply answer) {
            return switch (answer) {
                case FilterReply.Failed(String message) -> "error: " + message;
                case FilterReply.Nodes(List<String> feasible, Map<String, String> refused) ->
                    feasible.isEmpty() ? "none: " + Set.copyOf(refused.values()) : feasible.toString();
            };
        }

        /** The first of the answer and the end of patience. */
        private <R> Consumer<R> reply(R timeOut, Consumer<R> then) {
            boolean[] answered = {false};
            Consumer<R> once = answer -> {
                if (!answered[0] && alive) {
                    answered[0] = true;
                    then.accept(answer);
                }
            };
            world.after(weather.httpTimeout(), () -> once.accept(timeOut));
            return once;
        }

        // ---- binding, beside the next cycles

        private void chosen(String node) {
            if (!cache.knows(pod.uid())) {
                assume(node);
            }
            cycleEnded();
        }

        private void assume(String node) {
            cache.assume(pod, node);
            Duration preparation = pod.preparation();
            if (preparation.isZero()) {
                world.after(Chance.millis(random, 0, 4), () -> bind(node));
            } else {
                world.figures().count(Figures.Figure.NOMINATIONS);
                note(() -> "prepares volumes on " + node);
                world.after(Chance.millis(random, 1, 10), () -> nominate(Optional.of(node)));
                world.after(preparation, () -> bind(node));
            }
        }

        private void bind(String node) {
            if (alive) {
                note(() -> "bind to " + node);
                extender.bind(pod.id(), node, reply(new BindReply.Failed("time-out"), answer -> bound(node, answer)));
            }
        }

        private void bound(String node, BindReply answer) {
            switch (answer) {
                case BindReply.Bound() -> {
                    note(() -> "is bound to " + node);
                    tries.put(pod.uid(), queued.attempts());
                }
                case BindReply.Failed(String message) -> {
                    note(() -> "is not bound to " + node + ": " + message);
                    cache.forget(pod.uid());
                    queue.happened(Occurrence.POD_LEFT);
                    // What was shown while the pod was assumed comes to its queue only now.
                    Optional.ofNullable(waiting.get(pod.uid())).ifPresent(known -> {
                        lastErrors.put(pod.uid(), message);
                        queue.put(known);
                        queue.failed(queued);
                        say(message, afterError());
                    });
                }
            }
        }

        private void nominate(Optional<String> node) {
            if (alive) {
                api.change(pod.id(), known -> known.isBound() ? known : known.nominatedTo(node));
            }
        }

        /** Writes the pod's condition, and what becomes of its nomination. */
        private void say(String message, UnaryOperator<Optional<String>> nomination) {
            boolean nothingNew = pod.condition().equals(message)
                    && nomination.apply(pod.nominated()).equals(pod.nominated());
            if (nothingNew) {
                return;
            }
            world.after(
                    Chance.millis(random, 1, 10),
                    () -> api.change(pod.id(), known -> {
                        StoredPod said = known.isBound() ? known : known.saying(message);
                        return said.isBound() ? said : said.nominatedTo(nomination.apply(said.nominated()));
                    }));
        }

        /** handleSchedulingFailure, which looks at the pod as it was when the cycle began (pkg/scheduler/schedule_one.go). */
        private UnaryOperator<Optional<String>> afterError() {
            return weather.keepsNominations() ? UnaryOperator.identity() : cleared();
        }

        private UnaryOperator<Optional<String>> cleared() {
            return pod.nominated().isPresent() ? known -> Optional.empty() : UnaryOperator.identity();
        }

        // ---- preemption (pkg/scheduler/framework/preemption/preemption.go)

        /**
         * Looks for pods of lower priority that could make room.
         *
         * @param then takes what becomes of the pod's nomination
         */
        private void preempt(Consumer<UnaryOperator<Optional<String>>> then) {
            if (waitsForVictims()) {
                then.accept(UnaryOperator.identity());
                return;
            }
            Map<String, List<StoredPod>> candidates = candidates();
            if (candidates.isEmpty()) {
                then.accept(cleared());
                return;
            }
            Map<String, List<String>> victims = new LinkedHashMap<>();
            candidates.forEach((node, going) ->
                    victims.put(node, going.stream().map(StoredPod::uid).toList()));
            extender.preempt(
                    pod.object(),
                    victims,
                    reply(
                            new Extender.PreemptReply.Failed("time-out"),
                            answer -> then.accept(preempted(candidates, answer))));
        }

        /** Whether pods are on their way out for it already, on a node that only lacks their room. */
        private boolean waitsForVictims() {
            return pod.nominated().filter(cycle.crowded()::contains).stream()
                    .flatMap(node -> cache.podsOn(node).stream())
                    .anyMatch(other -> isLower(other)
                            && !other.isLive()
                            && other.condition().equals(PREEMPTED));
        }

        private boolean isLower(StoredPod other) {
            return other.workload().priority() < pod.workload().priority();
        }

        /** By node, the fewest pods that would have to go there; the extender is not asked. */
        private Map<String, List<StoredPod>> candidates() {
            Map<String, List<StoredPod>> candidates = new LinkedHashMap<>();
            for (NodeRoom room : roomsFor(pod)) {
                if (cycle.crowded().contains(room.name())) {
                    List<StoredPod> victims = victims(room.copy());
                    if (!victims.isEmpty()) {
                        candidates.put(room.name(), victims);
                    }
                }
            }
            return candidates;
        }

        private List<StoredPod> victims(NodeRoom room) {
            List<StoredPod> lower = new ArrayList<>(
                    cache.podsOn(room.name()).stream().filter(this::isLower).toList());
            lower.forEach(other -> room.giveBack(other.pod().requests()));
            if (!fits(room)) {
                return List.of();
            }
            // Whoever can stay does, the most important first.
            lower.sort(Comparator.comparingInt(other -> -other.workload().priority()));
            List<StoredPod> victims = new ArrayList<>();
            for (StoredPod other : lower) {
                room.take(other.pod().requests());
                if (!fits(room)) {
                    room.giveBack(other.pod().requests());
                    victims.add(other);
                }
            }
            return victims;
        }

        private boolean fits(NodeRoom room) {
            return room.objections(
                            pod.pod().requests(), Selector.of(pod.workload().nodeSelector()))
                    .isEmpty();
        }

        private UnaryOperator<Optional<String>> preempted(
                Map<String, List<StoredPod>> candidates, Extender.PreemptReply answer) {
            if (answer instanceof Extender.PreemptReply.Kept(Set<String> nodes)) {
                candidates.keySet().retainAll(nodes);
                Optional<String> best = candidates.keySet().stream()
                        .min(Comparator.<String>comparingInt(node -> highest(candidates.getOrDefault(node, List.of())))
                                .thenComparingInt(node ->
                                        candidates.getOrDefault(node, List.of()).size()));
                if (best.isPresent()) {
                    nominated.put(pod.uid(), best.get());
                    makeRoom(best.get(), candidates.getOrDefault(best.get(), List.of()));
                    return known -> best;
                }
                world.figures().count(Figures.Figure.PREEMPTIONS_VETOED);
            }
            // Also one that comes to nothing: there were candidates, and the extender had the last word.
            return UnaryOperator.identity();
        }

        private static int highest(List<StoredPod> victims) {
            return victims.stream()
                    .mapToInt(victim -> victim.workload().priority())
                    .max()
                    .orElseThrow();
        }

        private void makeRoom(String node, List<StoredPod> victims) {
            world.figures().count(Figures.Figure.PREEMPTIONS);
            api.preempts(pod);
            note(() -> "preempts on " + node + " "
                    + victims.stream().map(StoredPod::name).toList());
            for (StoredPod victim : victims) {
                world.after(Chance.millis(random, 1, 10), () -> {
                    api.change(victim.id(), known -> known.saying(PREEMPTED));
                    controllers.evict(victim.id());
                });
            }
            waiting.values().stream()
                    .filter(other -> isLower(other) && other.nominated().equals(Optional.of(node)))
                    .map(StoredPod::id)
                    .toList()
                    .forEach(other ->
                            api.change(other, known -> known.isBound() ? known : known.nominatedTo(Optional.empty())));
        }

        private void note(Supplier<String> what) {
            world.trace().note(name, () -> pod.name() + " " + what.get());
        }
    }

    /** The nodes as they are for a pod: room is kept on them for others that are nominated there and no less important. */
    private List<NodeRoom> roomsFor(StoredPod pod) {
        Map<String, NodeRoom> rooms = new LinkedHashMap<>();
        cache.rooms().forEach(room -> rooms.put(room.name(), room));
        for (StoredPod other : waiting.values()) {
            boolean before = other.workload().priority() >= pod.workload().priority()
                    && !other.uid().equals(pod.uid())
                    && !cache.knows(other.uid());
            Optional.ofNullable(nominated.get(other.uid()))
                    .or(other::nominated)
                    .filter(node -> before)
                    .ifPresent(node -> rooms.computeIfPresent(node, (name, room) -> {
                        NodeRoom fuller = room.copy();
                        fuller.take(other.pod().requests());
                        return fuller;
                    }));
        }
        return new ArrayList<>(rooms.values());
    }

    /** numFeasibleNodesToFind of kube-scheduler, which never looks for fewer than 100; scaled to small clusters here. */
    private int enough(int all) {
        int percentage = weather.percentageOfNodes() > 0 ? weather.percentageOfNodes() : Math.max(5, 50 - all / 125);
        return Math.min(all, Math.max(ENOUGH_AT_LEAST, all * percentage / 100));
    }
}
