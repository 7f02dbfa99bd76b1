package dev.evenkeel.api;

import dev.evenkeel.objects.Moment;
import java.util.Optional;

/**
 * Whether an arbiter may decide about pods that a required rule concerns. Where two instances run, only one may; and none
 * may whose picture of the cluster is too old.
 */
public sealed interface Authority {
    /** Nobody else decides, and what is known is never too old. */
    Authority FULL = new Full();

    /** Why it is withheld at that moment; empty if it is not. */
    Optional<Withheld> withheld(Moment now);

    /** For as long as the arbiter lives. */
    record Full() implements Authority {
        @Override
        public Optional<Withheld> withheld(Moment now) {
            return Optional.empty();
        }
    }

    /**
     * It ends by itself, so that an instance that was stopped for a while needs nobody to take it away.
     *
     * @param end from that moment on it is over
     * @param afterwards why, then
     */
    record Until(Moment end, Withheld afterwards) implements Authority {
        @Override
        public Optional<Withheld> withheld(Moment now) {
            return now.isBefore(end) ? Optional.empty() : Optional.of(afterwards);
        }
    }

    /**
     * Not now.
     *
     * @param message for people; does not vary, since a pod whose condition changes wakes up
     */
    record Withheld(Reason reason, String message) implements Authority {
        @Override
        public Optional<Withheld> withheld(Moment now) {
            return Optional.of(this);
        }
    }
}
