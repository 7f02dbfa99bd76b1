package dev.evenkeel.leadership;

import dev.evenkeel.api.Authority;
import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Lease, and machines that want it, in virtual time. Each machine has a clock of its own, with another origin and
 * another rate; it may stand still, be killed and started again, and be cut off from the API server in either
 * direction. Requests are late or lost, or their answers are; somebody deletes the Lease. All of it follows from a
 * seed.
 *
 * <p>A machine that may decide sends bindings, and some of them take effect as late as a binding can. What must hold:
 * who decides after another did has seen all that comes of the other's bindings; and who gives the Lease back has none
 * under way.
 */
final class LeadershipWorld {
    /** How much faster or slower than the world's a clock may go. */
    private static final double DRIFT = 0.03;

    /** After being sent a binding takes effect no later; the quiet period is longer by more than clocks differ. */
    private static final long LATEST_EFFECT = Duration.ofSeconds(9).toNanos();

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LAG = Duration.ofSeconds(10);

    private record Event(long at, long order, Runnable action) {}

    /** A machine decided something at a time; by then it had seen all that was committed at another. */
    private record Decision(String who, long at, long sighted) {}

    /** A binding of a machine, which takes effect after it was decided. */
    private record Effect(String who, long decided, long effective) {}

    private final SplittableRandom random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    /** By process, and by the time. */
    private final Map<String, TreeMap<Long, Decision>> decisions = new HashMap<>();

    private final List<Effect> effects = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    /** Leases that were given back too early. */
    private final List<String> overtaken = new ArrayList<>();

    private final List<Machine> machines = new ArrayList<>();
    private final boolean beside;

    private Optional<LeaderElectionRecord> lease = Optional.empty();
    private int versions;
    private long now;
    private long order;
    private boolean calm;

    /**
     * A world that has not begun.
     *
     * @param beside whether the machines follow the Leases of schedulers beside them, rather than one of their own
     */
    LeadershipWorld(long seed, int count, boolean beside) {
        this.random = new SplittableRandom(seed);
        this.beside = beside;
        for (int i = 0; i < count; i++) {
            machines.add(new Machine("host" + i));
        }
    }

    /** Lets faults happen for a time, and then none. */
    void run(Duration faults, Duration calmAfterwards) {
        machines.forEach(Machine::start);
        after(seconds(2, 20), this::fault);
        runFor(faults);
        calm = true;
        machines.forEach(Machine::recover);
        runFor(calmAfterwards);
    }

    private void runFor(Duration duration) {
        long end = now + duration.toNanos();
        while (!events.isEmpty() && events.element().at <= end) {
            Event next = events.remove();
            now = next.at;
            next.action.run();
        }
        now = end;
    }

    private void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, ++order, action));
    }

    private long seconds(int least, int most) {
        return Duration.ofSeconds(least).toNanos()
                + random.nextLong(Duration.ofSeconds(most - least).toNanos());
    }

    private void note(String what) {
        history.add("%8.3f %s".formatted(now / 1e9, what));
    }

    // ---- faults

    private void fault() {
        if (calm) {
            return;
        }
        Machine machine = machines.get(random.nextInt(machines.size()));
        switch (random.nextInt(8)) {
            case 0 -> machine.standStill(seconds(1, 40));
            case 1 -> machine.kill();
            case 2 -> machine.cutOff(true, false, seconds(1, 40));
            case 3 -> machine.cutOff(false, true, seconds(1, 40));
            case 4 -> machine.cutOff(true, true, seconds(1, 40));
            case 5 -> machine.end();
            case 6 -> machine.endScheduler();
            default -> {
                note("the Lease is deleted");
                lease = Optional.empty();
            }
        }
        after(seconds(1, 30), this::fault);
    }

    // ---- the API server

    private StepAnswer commit(Step step, String marker) {
        return switch (step) {
            case Step.Read _ -> lease.<StepAnswer>map(StepAnswer.Seen::new).orElseGet(StepAnswer.Absent::new);
            case Step.Write write when lease.isEmpty() && write.over().isPresent() -> new StepAnswer.Absent();
            case Step.Write write
            when !lease.map(LeaderElectionRecord::version).equals(write.over()) -> new StepAnswer.Refused();
            case Step.Write write -> {
                Optional<String> before = lease.flatMap(LeaderElectionRecord::holder);
                LeaderElectionRecord written =
                        new LeaderElectionRecord(write.holder(), Duration.ofSeconds(15), marker, "v" + ++versions);
                lease = Optional.of(written);
                if (!before.equals(write.holder())) {
                    note("the Lease is held by " + write.holder().orElse("nobody"));
                }
                yield new StepAnswer.Seen(written);
            }
        };
    }

    // ---- machines

    private final class Machine {
        final String host;
        final double rate = 1 + DRIFT * (2 * random.nextDouble() - 1);
        final long origin = random.nextLong();
        int lives;

        @Nullable
        Life life;

        long stillUntil;
        long requestsCutUntil;
        long answersCutUntil;

        Machine(String host) {
            this.host = host;
        }

        /** The present moment by this machine's clock. */
        Moment clock() {
            return new Moment(origin + Math.round(now * rate));
        }

        void start() {
            lives++;
            life = new Life(this, host + "_" + lives);
            life.begin();
        }

        /** Does something as soon as the machine moves, for a process that lives then. */
        void run(Life process, Runnable action) {
            if (now < stillUntil) {
                after(stillUntil - now + random.nextLong(1_000_000), () -> run(process, action));
            } else if (process.equals(life)) {
                action.run();
            }
        }

        void standStill(long nanos) {
            note(host + " stands still for " + nanos / 1_000_000 + " ms");
            stillUntil = now + nanos;
        }

        void kill() {
            if (life != null) {
                note(host + " is killed");
                life = null;
                after(seconds(1, 30), this::start);
            }
        }

        /** As a SIGTERM does. */
        void end() {
            Life ending = life;
            if (ending != null) {
                note(host + " is asked to end");
                run(ending, ending::resign);
            }
        }

        void endScheduler() {
            Life with = life;
            if (with != null && with.scheduler != null) {
                with.scheduler.end();
            }
        }

        void cutOff(boolean requests, boolean answers, long nanos) {
            note(host + " is cut off for " + nanos / 1_000_000 + " ms" + (requests ? ", requests" : "")
                    + (answers ? ", answers" : ""));
            requestsCutUntil = requests ? now + nanos : requestsCutUntil;
            answersCutUntil = answers ? now + nanos : answersCutUntil;
        }

        void recover() {
            stillUntil = 0;
            requestsCutUntil = 0;
            answersCutUntil = 0;
        }
    }

    /** One life of evenkeel on a machine, and where it is beside a scheduler, of that. */
    private final class Life {
        final Machine machine;
        final String identity;
        final LeaderElector elector;
        final DecisionAuthority decisionAuthority;

        @Nullable
        ClientGoElector scheduler;

        int schedulers;
        long sighted = Long.MIN_VALUE;
        /** As it was handed over to who decides. */
        @Nullable
        Authority handedOver;

        int underWay;
        boolean decides;

        Life(Machine machine, String identity) {
            this.machine = machine;
            this.identity = identity;
            this.elector = beside
                    ? new SchedulerLeaseFollower(machine.host, LeaseTimes.DEFAULTS)
                    : new LeaseElector(identity, LeaseTimes.DEFAULTS);
            this.decisionAuthority = new DecisionAuthority(elector, LAG);
        }

        void begin() {
            note(identity + " begins");
            tick();
            look();
            serve();
            startScheduler();
        }

        /** A scheduler is named after its host and has a part of its own. */
        void startScheduler() {
            if (beside) {
                scheduler = new ClientGoElector(this, identity + "-" + schedulers++);
                scheduler.turn();
            }
        }

        void resign() {
            elector.resign();
            authorize();
            if (scheduler != null) {
                scheduler.release();
            }
        }

        private void tick() {
            machine.run(this, () -> {
                if (elector.isOver()) {
                    machine.life = null;
                    after(seconds(1, 10), machine::start);
                    return;
                }
                decisionAuthority.next(this::handOver, machine.clock()).ifPresent(this::perform);
                after(TICK.toNanos(), this::tick);
            });
        }

        private void perform(Step step) {
            if (step instanceof Step.Write write && write.holder().isEmpty() && underWay > 0) {
                overtaken.add("%s gives the Lease back at %.3f with %d bindings under way"
                        .formatted(identity, now / 1e9, underWay));
            }
            send(step, answer -> {
                elector.answered(step, answer, machine.clock());
                authorize();
            });
        }

        /** The arbiter decides when it is called, by the authority that it was given last. */
        private void serve() {
            machine.run(this, () -> {
                decide();
                after(random.nextLong(TICK.toNanos()), this::serve);
            });
        }

        private void authorize() {
            handOver(decisionAuthority.view(machine.clock()).authority(machine.clock()));
        }

        private int handOver(Authority authority) {
            handedOver = authority;
            return underWay;
        }

        /** A consistent look at the cluster, now and then. */
        private void look() {
            machine.run(this, () -> {
                long asked = now;
                Moment asOf = machine.clock();
                if (reaches(true) && reaches(false)) {
                    long lag = !calm && random.nextInt(3) == 0 ? seconds(0, 7) : random.nextLong(500_000_000);
                    after(
                            lag,
                            () -> machine.run(this, () -> {
                                sighted = Math.max(sighted, asked);
                                decisionAuthority.seen(asOf);
                            }));
                }
                after(seconds(1, 3), this::look);
            });
        }

        private void decide() {
            boolean may =
                    handedOver != null && handedOver.withheld(machine.clock()).isEmpty();
            if (may != decides) {
                note(identity + (may ? " decides" : " decides no more"));
                decides = may;
            }
            if (may) {
                decisions
                        .computeIfAbsent(identity, first -> new TreeMap<>())
                        .put(now, new Decision(identity, now, sighted));
                bind();
            }
        }

        private void bind() {
            long delay = random.nextInt(10) == 0 ? random.nextLong(LATEST_EFFECT) : random.nextLong(50_000_000);
            effects.add(new Effect(identity, now, now + delay));
            underWay++;
            after(delay, () -> underWay--);
        }

        private boolean reaches(boolean there) {
            return now >= (there ? machine.requestsCutUntil : machine.answersCutUntil);
        }

        /** A request that may be late, or lost, or answered in vain; without an answer it ends after 3 s. */
        void send(Step step, Consumer<StepAnswer> answered) {
            boolean lost = !calm && random.nextInt(20) == 0;
            boolean answerLost = !calm && random.nextInt(20) == 0;
            long there = calm || random.nextInt(20) != 0 ? random.nextLong(30_000_000) : seconds(0, 8);
            long back = calm || random.nextInt(20) != 0 ? random.nextLong(30_000_000) : seconds(0, 4);
            String marker = Long.toString(machine.clock().nanos());
            boolean[] over = new boolean[1];
            after(
                    Duration.ofSeconds(3).toNanos(),
                    () -> machine.run(this, () -> {
                        if (!over[0]) {
                            over[0] = true;
                            answered.accept(new StepAnswer.Failed("time-out"));
                        }
                    }));
            if (lost || !reaches(true)) {
                return;
            }
            after(there, () -> {
                StepAnswer answer = commit(step, marker);
                if (answerLost || !reaches(false)) {
                    return;
                }
                after(
                        back,
                        () -> machine.run(this, () -> {
                            if (!over[0]) {
                                over[0] = true;
                                answered.accept(answer);
                            }
                        }));
            });
        }
    }

    /** A scheduler's way to its Lease, as client-go's leaderelection goes: a Lease of 15 s, renewed within 10 s. */
    private final class ClientGoElector {
        private final Life beside;
        private final String identity;
        private Optional<LeaderElectionRecord> observed = Optional.empty();
        private Moment observedAt;
        private boolean holds;
        private Moment renewed;
        private boolean ended;

        ClientGoElector(Life beside, String identity) {
            this.beside = beside;
            this.identity = identity;
            this.observedAt = beside.machine.clock();
            this.renewed = observedAt;
        }

        void turn() {
            beside.machine.run(beside, () -> {
                if (holds && beside.machine.clock().since(renewed).compareTo(Duration.ofSeconds(10)) > 0) {
                    end();
                } else if (!ended) {
                    beside.send(new Step.Read(beside.machine.clock()), this::looked);
                    after(seconds(2, 3), this::turn);
                }
            });
        }

        /** It ends, having lost its Lease or for any other reason, and is started again. */
        void end() {
            note("the scheduler " + identity + " ends");
            ended = true;
            after(seconds(1, 5), () -> beside.machine.run(beside, beside::startScheduler));
        }

        private void looked(StepAnswer answer) {
            if (answer instanceof StepAnswer.Failed) {
                return;
            }
            Optional<LeaderElectionRecord> seen = answer instanceof StepAnswer.Seen(LeaderElectionRecord found)
                    ? Optional.of(found)
                    : Optional.empty();
            Moment at = beside.machine.clock();
            if (!seen.map(LeaderElectionRecord::marker).equals(observed.map(LeaderElectionRecord::marker))) {
                observedAt = at;
            }
            observed = seen;
            boolean free = seen.flatMap(LeaderElectionRecord::holder).isEmpty()
                    || seen.get().isHeldBy(identity)
                    || at.since(observedAt).compareTo(Duration.ofSeconds(15)) > 0;
            if (free && !ended) {
                write(Optional.of(identity), seen, () -> {
                    holds = true;
                    renewed = at;
                });
            }
        }

        private void write(Optional<String> holder, Optional<LeaderElectionRecord> over, Runnable done) {
            Step step = new Step.Write(beside.machine.clock(), holder, over.map(LeaderElectionRecord::version));
            beside.send(step, answer -> {
                if (answer instanceof StepAnswer.Seen(LeaderElectionRecord written)) {
                    observed = Optional.of(written);
                    observedAt = beside.machine.clock();
                    done.run();
                }
            });
        }

        /** On SIGTERM kube-scheduler gives its Lease back, whatever evenkeel has under way. */
        void release() {
            ended = true;
            if (holds) {
                write(Optional.empty(), observed, () -> {});
            }
        }
    }

    // ---- what must hold

    /** A break of the promise; empty if there is none. */
    Optional<String> broken() {
        return overtaken.isEmpty() ? decidedPastAnother() : Optional.of(overtaken.getFirst());
    }

    private Optional<String> decidedPastAnother() {
        return effects.stream()
                .flatMap(effect -> decisions.entrySet().stream()
                        .filter(other -> !other.getKey().equals(effect.who))
                        .flatMap(other -> broken(effect, other.getValue()).stream()))
                .findFirst();
    }

    /** The first decision after an effect was decided has seen the least of those after it. */
    private static Optional<String> broken(Effect effect, NavigableMap<Long, Decision> others) {
        return Optional.ofNullable(others.ceilingEntry(effect.decided))
                .map(Map.Entry::getValue)
                .filter(decision -> decision.sighted < effect.effective)
                .map(decision ->
                        "%s decided at %.3f, having seen what was there at %.3f; %s had decided at %.3f what took effect at %.3f"
                                .formatted(
                                        decision.who,
                                        decision.at / 1e9,
                                        decision.sighted / 1e9,
                                        effect.who,
                                        effect.decided / 1e9,
                                        effect.effective / 1e9));
    }

    /** How many processes may decide now. */
    long deciding() {
        return machines.stream()
                .map(machine -> machine.life)
                .filter(life -> life != null && life.decides)
                .count();
    }

    /** How many processes have decided at all. */
    long haveDecided() {
        return decisions.size();
    }

    String history() {
        return String.join("\n", history);
    }
}
