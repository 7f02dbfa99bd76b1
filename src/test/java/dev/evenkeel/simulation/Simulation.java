package dev.evenkeel.simulation;

import dev.evenkeel.api.Authority;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a scenario: the whole cluster, from nothing until all is quiet. */
final class Simulation {
    // Past the five minutes of the unschedulable pool, and the ten for which evenkeel remembers what only a filter
    // showed.
    private static final Duration QUIET = Duration.ofMinutes(14);

    // The five minutes of the unschedulable pool.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(6);
    private static final Duration LONGEST_FIGHT = Duration.ofMinutes(30);

    // When all works again, a nomination has its 30 seconds at most, and is asked to be cleared every ten.
    private static final Duration NOMINATIONS_OVER = Duration.ofSeconds(90);
    private static final Duration LONGEST_NOMINATION = Duration.ofSeconds(60);

    // Past the ten minutes again.
    private static final Duration TAKEN_DOWN = Duration.ofMinutes(12);
    private static final Duration NODES_GONE = Duration.ofMinutes(1);

    private static final Duration RESTART = Duration.ofMillis(300);

    private final Scenario scenario;
    private final World world;
    private final ApiServer api;
    private final Judge judge;
    private final EvenkeelProcess evenkeel;
    private final Controllers controllers;
    private final Kubelets kubelets;
    private final KubeScheduler other;
    private KubeScheduler scheduler;
    private int schedulers;

    /** How a run ended. */
    sealed interface Result {
        Figures figures();

        Trace trace();

        /** The digest of {@link Decisions}. */
        String decisions();

        record Held(Figures figures, Trace trace, String decisions) implements Result {}

        record Broken(Promise promise, String message, Figures figures, Trace trace, String decisions)
                implements Result {}
    }

    private Simulation(Scenario scenario, Trace trace) {
        this.scenario = scenario;
        this.world = new World(new Chance(scenario.seed()), trace);
        this.api = new ApiServer(world);
        Knowledge knowledge = new Knowledge();
        this.judge = new Judge(world, api, knowledge);
        this.evenkeel = new EvenkeelProcess(world, api, scenario.weather(), knowledge, judge);
        this.controllers = new Controllers(world, api, scenario.weather().longestGrace());
        this.kubelets = new Kubelets(world, api);
        this.scheduler = newScheduler();
        this.other = new KubeScheduler(
                "other scheduler",
                Set.of(Scenario.OTHER),
                world,
                api,
                new NoExtender(world, api),
                controllers,
                scenario.weather());
    }

    private KubeScheduler newScheduler() {
        return new KubeScheduler(
                "scheduler" + ++schedulers,
                Set.of(Scenario.PLAIN, Scenario.SAMPLED),
                world,
                api,
                evenkeel,
                controllers,
                scenario.weather());
    }

    /** Runs a scenario to its end, or until something does not hold. */
    static Result run(Scenario scenario, Trace trace) {
        return run(scenario, trace, List.of(), arbiter -> {});
    }

    /**
     * Runs a scenario, and looks at the arbiter at certain times.
     *
     * @param times since the beginning; at each the process must live
     */
    static Result run(Scenario scenario, Trace trace, List<Duration> times, Consumer<Arbiter> visitor) {
        Simulation simulation = new Simulation(scenario, trace);
        times.forEach(time -> simulation.world.at(
                time, () -> visitor.accept(simulation.evenkeel.living().orElseThrow())));
        try {
            simulation.play();
            simulation.judgeQuiet();
            simulation.takeDown();
            return new Result.Held(simulation.figures(), trace, simulation.decisions());
        } catch (BrokenPromiseException broken) {
            return simulation.broken(broken.promise(), broken.message());
        } catch (RuntimeException crash) {
            return simulation.broken(Promise.NOTHING_CRASHES, described(crash));
        }
    }

    private Result broken(Promise promise, String message) {
        return new Result.Broken(promise, message, figures(), world.trace(), decisions());
    }

    private String decisions() {
        return world.decisions().digest();
    }

    private static String described(RuntimeException crash) {
        StackTraceElement[] stack = crash.getStackTrace();
        StringBuilder where = new StringBuilder(crash.toString());
        for (int i = 0; i < Math.min(6, stack.length); i++) {
            where.append("\n    at ").append(stack[i]);
        }
        return where.toString();
    }

    private Figures figures() {
        Figures figures = new Figures();
        figures.addAll(world.figures());
        figures.add(Figures.Figure.STEPS, world.step());
        return figures;
    }

    // ---- the run

    private void play() {
        scenario.nodes().forEach(api::put);
        kubelets.start();
        evenkeel.start();
        scheduler.start();
        other.start();
        world.after(Duration.ofSeconds(1), () -> controllers.start(scenario.workloads()));
        scenario.script().forEach(planned -> world.at(planned.at(), () -> happen(planned.what())));
        world.runUntil(scenario.length());
        calmDown();
        world.runUntil(scenario.length().plus(NOMINATIONS_OVER));
        judgeNominations();
        world.runUntil(scenario.length().plus(QUIET));
        Duration latest = world.elapsed().plus(LONGEST_FIGHT);
        while (!isQuiet() && world.elapsed().compareTo(latest) < 0) {
            world.runUntil(world.elapsed().plus(Duration.ofMinutes(1)));
        }
        world.trace().note("script", () -> "the end");
    }

    private void calmDown() {
        world.trace().note("script", () -> "nothing more happens from outside, and all works");
        evenkeel.calmDown();
        scheduler.pods().calmDown();
        scheduler.nodes().calmDown();
        other.pods().calmDown();
        other.nodes().calmDown();
    }

    private void happen(Happening happening) {
        world.trace().note("script", happening::toString);
        switch (happening) {
            case Happening.Scale(String name, int replicas) -> with(name, each -> each.scaleTo(replicas));
            case Happening.Delete(String name, int many) -> with(name, each -> each.delete(many));
            case Happening.Hang(String name) -> with(name, Controllers.Controlled::hang);
            case Happening.RollOut(String name) -> with(name, Controllers.Controlled::rollOut);
            case Happening.Relabel(String name, String key, String value) ->
                with(name, each -> each.relabel(key, value));
            case Happening.EditRule(String name, PodRules rules) -> with(name, each -> each.edit(rules));
            case Happening.Nominate(String name, String node) -> with(name, each -> each.nominate(node));
            case Happening.NominateAll(String name, List<String> some) -> with(name, each -> each.nominateAll(some));
            case Happening.PutNode(Node node) -> {
                api.put(node);
                kubelets.nodeBack(node.name());
            }
            case Happening.LoseNode(String name) -> {
                api.removeNode(name);
                kubelets.nodeLost(name);
            }
            case Happening.RemoveNode(String name) -> {
                api.removeNode(name);
                kubelets.nodeGone(name);
            }
            case Happening.HideNodeOf(String name, Duration away) ->
                with(name, each -> each.someNode().flatMap(api::node).ifPresent(node -> hide(node, away)));
            case Happening.KillEvenkeel(int behind, Duration away) ->
                evenkeel.soon(behind, () -> {
                    evenkeel.kill();
                    world.after(away, evenkeel::start);
                });
            case Happening.PauseEvenkeel(int behind, Duration duration) ->
                evenkeel.soon(behind, () -> evenkeel.pause(duration));
            case Happening.RestartScheduler(Duration away) -> restartScheduler(away);
            case Happening.BreakWatch breaking ->
                watch(breaking.consumer(), breaking.resource())
                        .ifPresent(watch -> watch.breakFor(breaking.duration(), breaking.relist()));
            case Happening.StallWatch stalling ->
                watch(stalling.consumer(), stalling.resource())
                        .ifPresent(watch -> watch.standStill(stalling.duration()));
        }
    }

    private void hide(Node node, Duration away) {
        api.removeNode(node.name());
        kubelets.nodeGone(node.name());
        evenkeel.kill();
        world.after(RESTART, evenkeel::start);
        world.after(away, () -> {
            api.put(node);
            kubelets.nodeBack(node.name());
        });
    }

    private void with(String workload, Consumer<Controllers.Controlled> action) {
        controllers.of(workload).ifPresent(action);
    }

    private void restartScheduler(Duration away) {
        world.figures().count(Figures.Figure.SCHEDULER_RESTARTS);
        world.trace().note("scheduler", () -> "ends");
        scheduler.stop();
        scheduler = newScheduler();
        KubeScheduler begun = scheduler;
        world.after(away, () -> {
            if (begun == scheduler) {
                begun.start();
            }
        });
    }

    private Optional<Watch<?>> watch(Happening.Consumer consumer, Happening.Resource resource) {
        return switch (consumer) {
            case EVENKEEL ->
                switch (resource) {
                    case PODS -> evenkeel.pods().map(each -> each);
                    case NODES -> evenkeel.nodes().map(each -> each);
                };
            case SCHEDULER ->
                Optional.of(
                        switch (resource) {
                            case PODS -> scheduler.pods();
                            case NODES -> scheduler.nodes();
                        });
        };
    }

    // ---- at the end

    private void judgeQuiet() {
        if (!isQuiet()) {
            return;
        }
        judgeWaiting();
        judgeKnowledge();
        judgeSizes();
        if (scenario.calm()) {
            judgeSmoothness();
        }
    }

    /** All pods go, and then all nodes; what evenkeel then keeps is what it would keep had they never been. */
    private void takeDown() {
        world.trace().note("script", () -> "all pods and nodes are taken down");
        scenario.workloads().forEach(each -> with(each.name(), controlled -> controlled.scaleTo(0)));
        kubelets.confirmAll();
        controllers.letGo();
        Duration podsGone = world.elapsed().plus(TAKEN_DOWN);
        world.runUntil(podsGone);
        api.listNodes().forEach(node -> api.removeNode(node.name()));
        world.runUntil(podsGone.plus(NODES_GONE));
        Arbiter arbiter = evenkeel.living().orElseThrow();
        // What it may decide is no matter of pods.
        arbiter.authorize(Authority.FULL);
        // Arrays by number of the node are as long as there ever were nodes at the same time.
        Map<String, Integer> left = Reach.of(arbiter).more(Reach.of(evenkeel.arbiter()), Set.of("Element"));
        if (!left.isEmpty()) {
            throw new BrokenPromiseException(
                    Promise.NOTHING_OUTLIVES_ITS_POD, "all pods and nodes are gone, and this is left: " + left);
        }
    }

    private void judgeNominations() {
        Duration latest = world.elapsed().minus(LONGEST_NOMINATION);
        for (StoredPod pod : api.pods()) {
            boolean stale = evenkeel.isOutstanding(pod)
                    && api.nominatedSince(pod)
                            .filter(since -> since.compareTo(latest) < 0)
                            .isPresent();
            if (stale) {
                throw new BrokenPromiseException(
                        Promise.NOMINATIONS_END, pod + " is nominated since " + api.nominatedSince(pod));
            }
        }
    }

    /** Who is nominated, for people. */
    private String nominations() {
        StringBuilder nominations = new StringBuilder();
        api.pods().stream()
                .filter(Judge::waits)
                .forEach(pod -> pod.nominated()
                        .ifPresent(node -> nominations
                                .append("; ")
                                .append(pod.name())
                                .append(" is nominated to ")
                                .append(node)));
        return nominations.toString();
    }

    /**
     * Whether whoever waits has been tried again since anything moved. Two schedulers may fight for a node without end: what one
     * of them preempts the other puts back, since it takes no notice of the nominations of pods that are not its own.
     */
    private boolean isQuiet() {
        return world.elapsed().minus(api.moved()).compareTo(LONGEST_WAIT) > 0;
    }

    private void judgeWaiting() {
        for (StoredPod pod : api.pods()) {
            boolean ours = !pod.workload().schedulerName().equals(Scenario.OTHER);
            boolean sampled = pod.workload().schedulerName().equals(Scenario.SAMPLED)
                    && !scenario.weather().looksEverywhere();
            if (!ours || !Judge.waits(pod)) {
                continue;
            }
            if (judge.mayBeCrowdedOut(scenario.weather().groups())) {
                continue;
            }
            if (api.nominatedSince(pod).isPresent()) {
                throw new BrokenPromiseException(Promise.NOMINATIONS_END, pod + " waits for ever, and is nominated");
            }
            Optional<String> free = judge.freeSlot(pod);
            // Who looks at some nodes only may miss the free one (kubernetes#122057).
            if (free.isPresent() && !sampled) {
                throw new BrokenPromiseException(
                        Promise.NOBODY_WAITS_IN_VAIN, pod + " waits, and could go to " + free.get() + nominations());
            }
            Optional<String> taken = judge.placeOfOthers(pod);
            if (taken.isPresent() && !sampled && pod.nominated().isEmpty()) {
                throw new BrokenPromiseException(
                        Promise.NOBODY_WAITS_IN_VAIN, pod + " waits, and others could make room on " + taken.get());
            }
            @Nullable String error = scheduler.lastErrors().get(pod.uid());
            if (error != null) {
                throw new BrokenPromiseException(Promise.WAITING_IS_EXPLAINED, pod + " is put off for ever: " + error);
            }
        }
    }

    private void judgeKnowledge() {
        Arbiter arbiter = evenkeel.living().orElseThrow();
        Map<String, PodEntry> known = new HashMap<>();
        arbiter.cluster().pods().forEach(entry -> known.put(entry.pod().id().uid(), entry));
        for (StoredPod pod : api.pods()) {
            @Nullable PodEntry entry = known.remove(pod.uid());
            Optional<String> place = Optional.ofNullable(entry)
                    .filter(PodEntry::isPlaced)
                    .map(each -> arbiter.cluster().table().name(each.node()));
            if (entry == null || !place.equals(pod.node())) {
                throw new BrokenPromiseException(
                        Promise.KNOWLEDGE_IS_TRUE,
                        pod + " is " + (entry == null ? "not known" : "believed to be on " + place));
            }
        }
        if (!known.isEmpty()) {
            throw new BrokenPromiseException(
                    Promise.NOTHING_OUTLIVES_ITS_POD, "pods that are gone are known: " + known.keySet());
        }
    }

    private void judgeSizes() {
        Reach reach = Reach.of(evenkeel.living().orElseThrow());
        long waiting = api.pods().stream().filter(Judge::waits).count();
        boolean tooMany = reach.count("Permit") > 0
                || reach.count("Attempt") > 0
                || reach.count("Lease") > waiting
                || reach.count("Account") > api.pods().size()
                || reach.count("NodeState")
                        > api.listNodes().size() + api.pods().size() + 1;
        if (tooMany) {
            throw new BrokenPromiseException(
                    Promise.NOTHING_OUTLIVES_ITS_POD,
                    waiting + " pods wait of " + api.pods().size() + ", and there are " + reach);
        }
        if (!scheduler.assumed().isEmpty()) {
            throw new BrokenPromiseException(
                    Promise.SUCCESS_IS_TRUE, "the scheduler assumes for ever " + scheduler.assumed());
        }
    }

    private void judgeSmoothness() {
        long refused = world.figures().of(Figures.Figure.BINDS_REFUSED);
        if (refused > 0) {
            throw new BrokenPromiseException(Promise.CALM_IS_SMOOTH, refused + " binds were refused");
        }
        scheduler.tries().forEach((uid, tries) -> {
            if (tries > 1) {
                throw new BrokenPromiseException(Promise.CALM_IS_SMOOTH, uid + " took " + tries + " tries");
            }
        });
    }
}
