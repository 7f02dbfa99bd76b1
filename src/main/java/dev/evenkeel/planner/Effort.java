package dev.evenkeel.planner;

/**
 * A budget of steps that bounds the cost of one plan. A step takes one to two nanoseconds on one core. The core has no clock,
 * so steps are counted instead of time: the same question exhausts its budget at the same point on every machine.
 */
final class Effort {
    /** The most steps of one plan, some 20 ms. A question that needs more is planned coarsely. */
    static final long MOST = 10_000_000;

    /** Steps for looking at one node once, in a list that is sorted or filtered. */
    static final long NODE = 50;

    private final long most;
    private long spent;

    Effort() {
        this(MOST);
    }

    Effort(long most) {
        this.most = most;
    }

    /** The next operation needs more steps than are left. */
    static final class ExhaustedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private ExhaustedException() {
            super("the plan needs more steps than it may cost", null, false, false);
        }
    }

    /**
     * Accounts for steps before they are done.
     *
     * @param steps 0 or more
     * @throws ExhaustedException if fewer are left; then nothing is accounted for, and the steps must not be done
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
