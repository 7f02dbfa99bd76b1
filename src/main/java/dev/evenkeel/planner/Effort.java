package dev.evenkeel.planner;

/**
 * What a plan may still cost. A step takes one to two nanoseconds of one core; the core has no clock, so steps are counted, and the same
 * question costs the same wherever it is asked.
 */
final class Effort {
    /** The most steps of one plan: some 20 ms. What needs more is planned coarsely. */
    static final long MOST = 10_000_000;

    /** Looking at a node once, in a list that is sorted or filtered. */
    static final long NODE = 50;

    private final long most;
    private long spent;

    Effort() {
        this(MOST);
    }

    Effort(long most) {
        this.most = most;
    }

    /** More than the effort allows would be needed. */
    static final class ExhaustedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private ExhaustedException() {
            super("the plan needs more steps than it may cost", null, false, false);
        }
    }

    /**
     * Takes steps that are about to be done.
     *
     * @throws ExhaustedException if there are not so many left; then they must not be done
     */
    void spend(long steps) {
        if (steps > most - spent) {
            throw new ExhaustedException();
        }
        spent += steps;
    }

    /** The steps done so far. */
    long spent() {
        return spent;
    }
}
