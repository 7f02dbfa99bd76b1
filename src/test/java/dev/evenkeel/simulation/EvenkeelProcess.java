package dev.evenkeel.simulation;

import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.rehearse.BindReply;
import dev.evenkeel.rehearse.FilterReply;
import dev.evenkeel.rehearse.ScoreReply;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Evenkeel as a process, called by a scheduler. It may be killed at any moment, and starts again knowing nothing, as another
 * {@link EvenkeelLife}; and it may stand still with everything half done.
 */
final class EvenkeelProcess implements Extender {
    static final RuleReader RULES = new RuleReader(RuleLimits.DEFAULTS);

    final World world;
    final ApiServer api;
    final Weather weather;
    final Knowledge knowledge;
    final Judge judge;
    final SplittableRandom random;
    private final SplittableRandom lookups;

    private @Nullable EvenkeelLife life;
    private int lives;
    private int untilTrouble;
    private Runnable trouble = () -> {};
    private boolean calm;

    EvenkeelProcess(World world, ApiServer api, Weather weather, Knowledge knowledge, Judge judge) {
        this.world = world;
        this.api = api;
        this.weather = weather;
        this.knowledge = knowledge;
        this.judge = judge;
        this.random = world.chance().of("calls to evenkeel");
        this.lookups = world.chance().of("lookups of nodes");
    }

    /** The one place where the core is made. */
    Arbiter arbiter() {
        return new Arbiter(
                PlacementSettings.DEFAULTS.nominating(weather.nominations()),
                limits(weather.groups()),
                world.chance().of("shares " + lives));
    }

    private static RuleLimits limits(int groups) {
        RuleLimits usual = RuleLimits.DEFAULTS;
        return new RuleLimits(usual.annotationLength(), usual.selectorTerms(), usual.termsPerRule(), groups, groups);
    }

    // ---- its life

    void start() {
        if (life == null) {
            lives++;
            life = new EvenkeelLife(this, lives, lookups);
            life.begin();
        }
    }

    /** Something befalls the process right behind one of the next things that it does. */
    void soon(int behind, Runnable what) {
        untilTrouble = behind;
        trouble = what;
    }

    void didSomething() {
        if (untilTrouble > 0 && --untilTrouble == 0) {
            trouble.run();
        }
    }

    void kill() {
        if (life != null) {
            world.figures().count(Figures.Figure.KILLS);
            world.trace().note("evenkeel", () -> "is killed");
            life.end();
            life = null;
        }
    }

    /** The process stands still, as in a long collection of garbage. */
    void pause(Duration duration) {
        if (life != null) {
            world.figures().count(Figures.Figure.PAUSES);
            world.trace().note("evenkeel", () -> "stands still for " + duration.toMillis() + " ms");
            life.pause(duration);
        }
    }

    /** From now on it lives, and all its calls work. */
    void calmDown() {
        calm = true;
        untilTrouble = 0;
        start();
        if (life != null) {
            life.calmDown();
        }
    }

    boolean isCalm() {
        return calm;
    }

    Optional<Arbiter> living() {
        return Optional.ofNullable(life).map(each -> each.arbiter);
    }

    /** Whether the pod has a nomination that the living process has made, and no place that it knows. */
    boolean isOutstanding(StoredPod pod) {
        return life != null && life.isOutstanding(pod);
    }

    Optional<Watch<StoredPod>> pods() {
        return Optional.ofNullable(life).map(each -> each.pods);
    }

    Optional<Watch<Node>> nodes() {
        return Optional.ofNullable(life).map(each -> each.nodes);
    }

    // ---- the way from the scheduler

    @Override
    public void filter(PodObject pod, List<String> nodes, Consumer<FilterReply> reply) {
        call(
                reply,
                FilterReply.Failed::new,
                world.decisions()::take,
                (living, back) -> living.filter(pod, nodes, back));
    }

    @Override
    public void prioritize(PodObject pod, List<String> nodes, Consumer<ScoreReply> reply) {
        call(
                reply,
                ScoreReply.Failed::new,
                world.decisions()::take,
                (living, back) -> back.accept(living.driver.prioritize(pod, nodes)));
    }

    @Override
    public void preempt(PodObject pod, Map<String, List<String>> victims, Consumer<PreemptReply> reply) {
        call(
                reply,
                PreemptReply.Failed::new,
                world.decisions()::take,
                (living, back) -> back.accept(living.preempt(pod, victims)));
    }

    @Override
    public void bind(PodId pod, String node, Consumer<BindReply> reply) {
        call(reply, BindReply.Failed::new, world.decisions()::take, (living, back) -> living.bind(pod, node, back));
    }

    /** What is done with a call that has arrived. */
    private interface Work<R> {
        void accept(EvenkeelLife living, Consumer<R> back);
    }

    private <R> void call(Consumer<R> reply, Function<String, R> broken, Consumer<R> decided, Work<R> work) {
        boolean slow = !calm && Chance.perMille(random, weather.slowCalls());
        Duration there = slow ? weather.httpTimeout().plusMillis(random.nextLong(8_000)) : network();
        world.after(there, () -> {
            EvenkeelLife living = life;
            if (living == null) {
                world.after(network(), () -> reply.accept(broken.apply("connection refused")));
                return;
            }
            Runnable breaking = () -> world.after(network(), () -> reply.accept(broken.apply("connection broken")));
            living.openCalls.add(breaking);
            living.serve(() -> work.accept(living, answer -> {
                living.openCalls.remove(breaking);
                decided.accept(answer);
                world.after(network(), () -> reply.accept(answer));
            }));
        });
    }

    private Duration network() {
        return Chance.between(random, Duration.ofNanos(100_000), Duration.ofMillis(2));
    }
}
