package dev.evenkeel.leadership;

import dev.evenkeel.cluster.Moment;
import java.time.Duration;
import java.util.Optional;

/** The only instance there is. It may have had a predecessor, which was killed with bindings under way. */
public final class Alone implements LeaderElector {
    /** It never ends by itself; this is only the end that each answer names. */
    private static final Duration FAR = Duration.ofDays(1);

    private final Moment settled;
    private boolean resigned;

    /**
     * The instance that started at that moment.
     *
     * @param quietMargin how long a binding may take effect after the end of the process that sent it
     */
    public Alone(Moment started, Duration quietMargin) {
        this.settled = started.plus(quietMargin);
    }

    @Override
    public Optional<Step> next(int bindings, Moment now) {
        return Optional.empty();
    }

    @Override
    public void answered(Step step, StepAnswer answer, Moment now) {
        throw new IllegalStateException("no step was given, but was answered: " + step);
    }

    @Override
    public Hold hold(Moment now) {
        return resigned ? new Hold.NotHeld() : new Hold.Held(now.plus(FAR), settled);
    }

    @Override
    public void resign() {
        resigned = true;
    }

    @Override
    public boolean isOver() {
        return resigned;
    }
}
