package dev.evenkeel.simulation;

/** Something does not hold that must; ends the run. */
final class BrokenPromiseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Promise promise;

    /** What must hold. */
    enum Promise {
        RULES_HOLD("no two pods placed by evenkeel break a required rule"),
        SUCCESS_IS_TRUE("bind success is only answered for a pod that is bound"),
        OFFERS_ARE_THERE("of some nodes, only those are offered that are there by what evenkeel knows"),
        OFFERS_ARE_KEPT("what filter offers bind grants as long as nothing has happened"),
        NOBODY_WAITS_IN_VAIN("no pod waits while a valid slot is free for it"),
        WAITING_IS_EXPLAINED("a pod that cannot be placed is refused with the reason, and not put off for ever"),
        NOBODY_DIES_IN_VAIN("no victim is evicted for a place that is then refused though nothing else has changed"),
        NOTHING_OUTLIVES_ITS_POD(
                "no reservation or permit outlives its pod, and nothing is kept of a pod that is gone"),
        KNOWLEDGE_IS_TRUE("once all events have arrived, evenkeel knows where each pod is"),
        OTHERS_PASS("a pod that no required rule concerns is let through whether evenkeel may decide or not"),
        CALM_IS_SMOOTH("where all is known in time, no bind is refused and the first try succeeds"),
        NOMINATIONS_END("evenkeel nominates few at a time, each pod once, and clears nominations that come to nothing"),
        NOTHING_CRASHES("nothing throws"),
        ONE_DECIDES("at most one decides, and none before it has seen all that comes of what another decided");

        private final String text;

        Promise(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    BrokenPromiseException(Promise promise, String message) {
        super(message);
        this.promise = promise;
    }

    Promise promise() {
        return promise;
    }

    /** The message, never null. */
    String message() {
        return String.valueOf(getMessage());
    }
}
