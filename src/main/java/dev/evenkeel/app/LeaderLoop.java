package dev.evenkeel.app;

import dev.evenkeel.api.Authority;
import dev.evenkeel.extender.Leading;
import dev.evenkeel.leadership.AuthorityView;
import dev.evenkeel.leadership.DecisionAuthority;
import dev.evenkeel.leadership.Step;
import dev.evenkeel.leadership.StepAnswer;
import dev.evenkeel.leadership.WatchProgress;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.Arbitration;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs leader election: gives it the time, carries out its steps, and hands the resulting authority to the arbiter. If
 * this falls behind, or the process is stopped, the authority that was handed over last ends by itself.
 */
final class LeaderLoop implements WatchProgress, Leading {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLoop.class);
    private static final long PAUSE_MILLIS = 100;
    /** Between two attempts to change the label. */
    private static final Duration LABEL_PAUSE = Duration.ofSeconds(2);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("leadership").factory());
    private final ExecutorService steps = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);

    private final Arbitration arbitration;
    private final Function<Step, StepAnswer> lease;
    private final Predicate<Boolean> label;

    /**
     * What this instance may decide, as known now. Calls are answered by it, and so never wait for a step or the
     * arbiter.
     */
    private volatile AuthorityView view;

    // Guarded by this, which may be held while waiting for the arbiter.
    private final DecisionAuthority decisionAuthority;
    private @Nullable Boolean labelled;
    private boolean labelling;
    private Moment labelTried;
    private String said = "";

    /**
     * A loop that has not started; until it does, nothing is decided.
     *
     * @param lease carries out a step, and blocks as long as that takes
     * @param label sets or removes the label of the pod that leads, and returns whether that succeeded
     */
    LeaderLoop(
            DecisionAuthority decisionAuthority,
            Arbitration arbitration,
            Function<Step, StepAnswer> lease,
            Predicate<Boolean> label) {
        this.decisionAuthority = decisionAuthority;
        this.view = decisionAuthority.view(now());
        this.arbitration = arbitration;
        this.lease = lease;
        this.label = label;
        this.labelTried = now().plus(LABEL_PAUSE.negated());
        authorize();
    }

    private static Moment now() {
        return new Moment(System.nanoTime());
    }

    void start() {
        var _ = clock.scheduleWithFixedDelay(this::turn, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** To be called several times a second. */
    void turn() {
        try {
            next().ifPresent(step -> steps.execute(() -> perform(step)));
            if (isOver()) {
                over.countDown();
            }
            showLabel();
        } catch (RuntimeException | Error e) {
            // An exception would end the schedule, and this instance could never lead again.
            LOG.error("Leader election failed; it is tried again", e);
        }
    }

    private synchronized Optional<Step> next() {
        Optional<Step> step = decisionAuthority.next(this::handOver, now());
        view = decisionAuthority.view(now());
        return step;
    }

    private synchronized boolean isOver() {
        return decisionAuthority.elector().isOver();
    }

    private void perform(Step step) {
        StepAnswer answer = new StepAnswer.Failed("evenkeel failed; its log says why");
        try {
            answer = lease.apply(step);
        } catch (RuntimeException e) {
            LOG.error("{} failed", step, e);
        } finally {
            answered(step, answer);
        }
        authorize();
    }

    private synchronized void answered(Step step, StepAnswer answer) {
        switch (answer) {
            case StepAnswer.Failed(String message) -> LOG.warn("{} failed: {}", step, message);
            case StepAnswer.Refused() -> LOG.info("{} was refused: the Lease has changed", step);
            case StepAnswer.Seen _, StepAnswer.Absent _ -> LOG.debug("{}: {}", step, answer);
        }
        decisionAuthority.elector().answered(step, answer, now());
        view = decisionAuthority.view(now());
    }

    /** Hands the present authority to the arbiter. */
    private synchronized void authorize() {
        view = decisionAuthority.view(now());
        handOver(view.authority(now()));
    }

    /**
     * Gives the arbiter that authority, and counts the bindings that are under way or in doubt, in the same decision.
     */
    private int handOver(Authority authority) {
        int bindings = arbitration.decide((arbiter, now) -> {
            arbiter.authorize(authority);
            return arbiter.bindingsUnderWay();
        });
        String says = switch (authority) {
            case Authority.Full _, Authority.Until _ -> "decides from now on";
            case Authority.Withheld(var reason, String message) ->
                "does not decide, " + reason.label() + ": " + message;
        };
        if (!says.equals(said)) {
            LOG.info("This instance {}", says);
            said = says;
        }
        return bindings;
    }

    // ---- the label

    private void showLabel() {
        boolean leads = leads();
        if (startsLabelling(leads)) {
            steps.execute(() -> label(leads));
        }
    }

    private void label(boolean leads) {
        boolean done = false;
        try {
            done = label.test(leads);
        } finally {
            labelled(leads, done);
        }
    }

    private synchronized boolean startsLabelling(boolean leads) {
        boolean wanted = labelled == null || labelled != leads;
        if (!wanted || labelling || now().isBefore(labelTried.plus(LABEL_PAUSE))) {
            return false;
        }
        labelling = true;
        labelTried = now();
        return true;
    }

    private synchronized void labelled(boolean leads, boolean done) {
        labelling = false;
        if (done) {
            labelled = leads;
        }
    }

    // ---- the end

    /**
     * Stops deciding, waits for bindings under way, and gives the Lease back.
     *
     * @param patience how long that may take; after that the Lease expires by itself
     */
    void resign(Duration patience) {
        synchronized (this) {
            decisionAuthority.elector().resign();
            authorize();
        }
        try {
            if (!over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Bindings are still under way or in doubt; the Lease is left to expire");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clock.shutdownNow();
        steps.shutdownNow();
    }

    // ---- for other threads

    @Override
    public synchronized void seen(Moment asOf) {
        decisionAuthority.seen(asOf);
        view = decisionAuthority.view(now());
    }

    @Override
    public synchronized void heard(Moment asOf) {
        decisionAuthority.heard(asOf);
        view = decisionAuthority.view(now());
    }

    @Override
    public Optional<Moment> awaited() {
        return view.awaited(now());
    }

    @Override
    public boolean leads() {
        return view.leads(now());
    }

    boolean isFresh() {
        return view.isFresh(now());
    }

    Optional<Duration> age() {
        return view.age(now());
    }

    boolean decides() {
        Moment now = now();
        return view.authority(now).withheld(now).isEmpty();
    }
}
