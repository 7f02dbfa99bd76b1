package dev.evenkeel.simulation;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.RuleReader;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Evenkeel's calls to the API server: a binding arrives, or not; takes effect at once, or after the API server gave up on
 * it; and its answer comes back, or is lost. What the process has sent outlives it.
 */
final class ApiConnection {
    /** After this long etcd has finished a request, or never will. */
    static final Duration LATEST_COMMIT = Duration.ofSeconds(7);

    private final World world;
    private final ApiServer api;
    private final Weather weather;
    private final RuleReader rules;
    private final Judge judge;

    private boolean calm;
    private long calls;

    ApiConnection(World world, ApiServer api, Weather weather, RuleReader rules, Judge judge) {
        this.world = world;
        this.api = api;
        this.weather = weather;
        this.rules = rules;
        this.judge = judge;
    }

    /** From now on every call works. */
    void calmDown() {
        calm = true;
    }

    private SplittableRandom chance(String verb, PodId pod) {
        return world.chance().of(verb + " " + pod.uid() + " " + ++calls);
    }

    private static Duration network(SplittableRandom random) {
        return Chance.millis(random, 1, 15);
    }

    private boolean goes(SplittableRandom random, int perMille) {
        return !calm && Chance.perMille(random, perMille);
    }

    // ---- bind

    /**
     * Sends a binding.
     *
     * @param permittedAt the step in which it was permitted
     */
    void bind(Permit permit, long permittedAt, Consumer<BindOutcome> outcome) {
        SplittableRandom random = chance("bind", permit.pod());
        if (goes(random, weather.refused())) {
            answer(random, outcome, new BindOutcome.Forbidden("too many requests"));
        } else if (goes(random, weather.lost())) {
            fate(permit, "is lost");
            world.after(weather.deadline(), () -> outcome.accept(new BindOutcome.Unknown("time-out")));
        } else if (goes(random, weather.late())) {
            late(permit, permittedAt, random, outcome);
        } else if (goes(random, weather.answerLost())) {
            fate(permit, "will be done, and the answer lost");
            world.after(network(random), () -> commit(permit, permittedAt));
            Duration noticed = random.nextBoolean() ? weather.deadline() : Chance.millis(random, 20, 500);
            world.after(noticed, () -> outcome.accept(new BindOutcome.Unknown("connection broken")));
        } else {
            // Now and then it takes nearly as long as evenkeel waits.
            Duration work = random.nextInt(50) == 0 && !calm ? Chance.millis(random, 500, 1_950) : network(random);
            world.after(work, () -> answered(permit, commit(permit, permittedAt), random, outcome));
        }
    }

    private void late(Permit permit, long permittedAt, SplittableRandom random, Consumer<BindOutcome> outcome) {
        Duration commit = Chance.between(random, Duration.ofMillis(50), LATEST_COMMIT);
        Duration noticed = random.nextInt(3) == 0 ? Chance.millis(random, 20, 1_000) : weather.deadline();
        fate(permit, "is committed late, after " + commit.toMillis() + " ms");
        world.figures().count(Figures.Figure.LATE_COMMITS);
        world.after(commit, () -> commit(permit, permittedAt));
        world.after(noticed, () -> outcome.accept(new BindOutcome.Unknown("etcd: request timed out")));
    }

    private void fate(Permit permit, String what) {
        world.trace()
                .note("network", () -> "the binding of " + permit.pod().name() + " to " + permit.node() + " " + what);
    }

    private ApiServer.BindingAnswer commit(Permit permit, long permittedAt) {
        ApiServer.BindingAnswer answer = api.bind(permit.pod(), permit.node(), true);
        if (answer == ApiServer.BindingAnswer.CREATED) {
            world.figures().count(Figures.Figure.PLACEMENTS);
            api.pod(permit.pod()).ifPresent(pod -> judge.placed(pod, permittedAt));
        }
        return answer;
    }

    private void answered(
            Permit permit, ApiServer.BindingAnswer answer, SplittableRandom random, Consumer<BindOutcome> outcome) {
        switch (answer) {
            case CREATED -> answer(random, outcome, new BindOutcome.Bound());
            case NOT_FOUND -> answer(random, outcome, new BindOutcome.Gone());
            // A conflict does not say why: the binder looks.
            case CONFLICT ->
                world.after(network(random), () -> read(permit.pod(), seen -> outcome.accept(conflict(permit, seen))));
        }
    }

    private static BindOutcome conflict(Permit permit, PodReading seen) {
        return switch (seen) {
            case PodReading.NotFound() -> new BindOutcome.Gone();
            case PodReading.Failed(String message) -> new BindOutcome.Unknown(message);
            case PodReading.Found(var found) -> {
                if (!found.pod().id().equals(permit.pod())) {
                    yield new BindOutcome.UidChanged(found.pod().id().uid());
                }
                yield found.pod()
                        .node()
                        .<BindOutcome>map(node -> node.equals(permit.node())
                                ? new BindOutcome.AlreadyThere()
                                : new BindOutcome.Elsewhere(node))
                        .orElseGet(() -> new BindOutcome.Forbidden("conflict"));
            }
        };
    }

    private void answer(SplittableRandom random, Consumer<BindOutcome> outcome, BindOutcome answer) {
        world.after(network(random), () -> outcome.accept(answer));
    }

    // ---- nominate

    /** Sets or clears a nomination. */
    void perform(Effect.Nomination nomination, Consumer<NominationOutcome> outcome) {
        SplittableRandom random = chance("nominate", nomination.pod());
        if (goes(random, weather.refused())) {
            world.after(network(random), () -> outcome.accept(NominationOutcome.NOT_NOW));
        } else if (goes(random, weather.lost())) {
            world.after(weather.deadline(), () -> outcome.accept(NominationOutcome.UNKNOWN));
        } else if (goes(random, weather.late() + weather.answerLost())) {
            world.figures().count(Figures.Figure.OWN_NOMINATIONS_LATE);
            world.after(Chance.between(random, Duration.ofMillis(50), LATEST_COMMIT), () -> commit(nomination));
            world.after(weather.deadline(), () -> outcome.accept(NominationOutcome.UNKNOWN));
        } else {
            world.after(network(random), () -> {
                boolean done = commit(nomination);
                world.after(
                        network(random),
                        () -> outcome.accept(done ? NominationOutcome.DONE : NominationOutcome.REFUSED));
            });
        }
    }

    private boolean commit(Effect.Nomination nomination) {
        return switch (nomination) {
            case Effect.Nominate nominate -> {
                boolean done = api.nominate(nominate);
                if (done) {
                    world.figures().count(Figures.Figure.OWN_NOMINATIONS);
                }
                yield done;
            }
            case Effect.Unnominate clear -> {
                boolean done = api.unnominate(clear);
                if (done) {
                    world.figures().count(Figures.Figure.OWN_NOMINATIONS_CLEARED);
                }
                yield done;
            }
        };
    }

    // ---- read

    /** Reads a pod by its name, as it is at one moment between call and answer. */
    void read(PodId id, Consumer<PodReading> reading) {
        SplittableRandom random = chance("read", id);
        world.figures().count(Figures.Figure.READS);
        if (goes(random, weather.readFailed())) {
            world.after(network(random), () -> reading.accept(new PodReading.Failed("no answer")));
            return;
        }
        world.after(network(random), () -> {
            PodReading seen = api.named(id)
                    .<PodReading>map(pod -> new PodReading.Found(rules.read(pod.pod())))
                    .orElseGet(PodReading.NotFound::new);
            // An answer may be long on its way.
            Duration back = random.nextInt(20) == 0 && !calm ? Chance.millis(random, 100, 4_000) : network(random);
            world.after(back, () -> reading.accept(seen));
        });
    }
}
