package dev.evenkeel.simulate.world;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.simulate.BindReply;
import dev.evenkeel.simulate.FilterReply;
import dev.evenkeel.simulate.NodeRoom;
import dev.evenkeel.simulate.SchedulingCycle;
import dev.evenkeel.simulate.SchedulingCycle.Step;
import dev.evenkeel.simulate.ScoreReply;
import dev.evenkeel.simulate.world.SchedulingQueue.Occurrence;
import dev.evenkeel.simulate.world.SchedulingQueue.Queued;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * kube-scheduler as it runs: one cycle at a time, each in front of the extender for as long as that takes; the pod is
 * assumed to be where it was sent, and bound beside the next cycles. It acts on what its own watches have shown.
 */
final class KubeScheduler {
    private static final int ENOUGH_AT_LEAST = 5;

    private final String name;
    private final Set<String> profiles;
    private final World world;
    private final ApiServer api;
    private final Extender extender;
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
     */
    KubeScheduler(String name, Set<String> profiles, World world, ApiServer api, Extender extender, Weather weather) {
        this.name = name;
        this.profiles = profiles;
        this.world = world;
        this.api = api;
        this.extender = extender;
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

    /** The process ends; what it sent to the extender goes on there. */
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
        queue.remove(uid);
        cache.remove(uid);
        lastErrors.remove(uid);
        if (wasBound) {
            queue.happened(Occurrence.POD_LEFT);
        }
    }

    private void seenBound(StoredPod pod) {
        waiting.remove(pod.uid());
        queue.remove(pod.uid());
        lastErrors.remove(pod.uid());
        cache.seen(pod.uid(), pod.node().orElseThrow(), pod.pod().requests());
        queue.happened(Occurrence.POD_CHANGED);
    }

    private void seenWaiting(StoredPod pod) {
        waiting.put(pod.uid(), pod);
        if (!pod.isLive()) {
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
            List<NodeRoom> rooms = cache.rooms();
            Collections.rotate(rooms, rooms.isEmpty() ? 0 : -(nextStart % rooms.size()));
            Optional<NodeRoom> nominated = pod.nominated().flatMap(cache::room);
            this.cycle = new SchedulingCycle(pod.simulated(), nominated, rooms, enough(rooms.size()), random);
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
                    extender.filter(pod.simulated(), among, reply);
                }
                case Step.AskScores(List<String> among) ->
                    extender.prioritize(
                            pod.simulated(),
                            among,
                            reply(new ScoreReply.Failed("time-out"), answer -> follow(cycle.scored(answer))));
                case Step.Chosen(String node) -> chosen(node);
                case Step.Unschedulable(String message, boolean byExtender) -> {
                    note(() -> "unschedulable: " + message);
                    lastErrors.remove(pod.uid());
                    queue.unschedulable(queued, byExtender);
                    say(message, true);
                    cycleEnded();
                }
                case Step.Failed(String message) -> {
                    lastErrors.put(pod.uid(), message);
                    queue.failed(queued);
                    say(message, false);
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
            cache.assume(pod.uid(), node, pod.pod().requests());
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
                        say(message, false);
                    });
                }
            }
        }

        private void nominate(Optional<String> node) {
            if (alive) {
                api.change(pod.id(), known -> known.isBound() ? known : known.nominatedTo(node));
            }
        }

        /** Writes the pod's condition; a pod that no node will take loses its nomination with it. */
        private void say(String message, boolean clearing) {
            boolean nothingNew = pod.condition().equals(message)
                    && !(clearing && pod.nominated().isPresent());
            if (nothingNew) {
                return;
            }
            world.after(
                    Chance.millis(random, 1, 10),
                    () -> api.change(pod.id(), known -> {
                        StoredPod said = known.isBound() ? known : known.saying(message);
                        return clearing && !said.isBound() ? said.nominatedTo(Optional.empty()) : said;
                    }));
        }

        private void note(Supplier<String> what) {
            world.trace().note(name, () -> pod.name() + " " + what.get());
        }
    }

    /** numFeasibleNodesToFind of kube-scheduler, which never looks for fewer than 100; scaled to small clusters here. */
    private int enough(int all) {
        int percentage = weather.percentageOfNodes() > 0 ? weather.percentageOfNodes() : Math.max(5, 50 - all / 125);
        return Math.min(all, Math.max(ENOUGH_AT_LEAST, all * percentage / 100));
    }
}
