package dev.evenkeel.leadership;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.Reason;
import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one instance may decide by what is known; valid until something new is known. It never changes, so any thread
 * may ask it about any later moment without waiting for a lock.
 *
 * @param hold by leader election; ends by itself
 * @param heard the instance knows everything that the API server shows from before that moment
 * @param seen the instance knows everything that was committed by that moment
 * @param lag how old its picture of the cluster may be
 */
public record AuthorityView(
        Hold hold, @Nullable Moment heard, @Nullable Moment seen, Duration lag) {
    private static final Authority.Withheld NOT_LEADING =
            new Authority.Withheld(Reason.NOT_LEADING, "this instance of evenkeel does not lead");
    private static final Authority.Withheld SETTLING = new Authority.Withheld(
            Reason.SETTLING, "evenkeel has just begun to lead and waits for what may be under way from before");
    private static final Authority.Withheld BEHIND =
            new Authority.Withheld(Reason.BEHIND, "what evenkeel sees of the cluster is too old");

    private Hold hold(Moment now) {
        return hold instanceof Hold.Held(Moment until, Moment settled) && now.isBefore(until)
                ? hold
                : new Hold.NotHeld();
    }

    /** If only a consistent list of the cluster is missing: the moment that it must not be older than. */
    public Optional<Moment> awaited(Moment now) {
        return hold(now) instanceof Hold.Held(Moment until, Moment settled)
                        && !now.isBefore(settled)
                        && !hasSeen(settled)
                ? Optional.of(settled)
                : Optional.empty();
    }

    private boolean hasSeen(Moment moment) {
        return seen != null && !seen.isBefore(moment);
    }

    /** What may be decided at that moment, and until when. */
    public Authority authority(Moment now) {
        return switch (hold(now)) {
            case Hold.NotHeld() -> NOT_LEADING;
            case Hold.Held(Moment until, Moment settled) when now.isBefore(settled) || !hasSeen(settled) -> SETTLING;
            case Hold.Held(Moment until, Moment settled) -> asLongAsFresh(until, now);
        };
    }

    private Authority asLongAsFresh(Moment until, Moment now) {
        Moment stale = heard == null ? now : heard.plus(lag);
        if (!now.isBefore(stale)) {
            return BEHIND;
        }
        return until.isBefore(stale) ? new Authority.Until(until, NOT_LEADING) : new Authority.Until(stale, BEHIND);
    }

    /** Whether this instance is the one that others should be sent to. */
    public boolean leads(Moment now) {
        return hold(now) instanceof Hold.Held;
    }

    /** How old the picture of the cluster is at that moment; empty if there is none. */
    public Optional<Duration> age(Moment now) {
        return Optional.ofNullable(heard).map(now::since);
    }

    /** Whether the picture of the cluster is not too old at that moment. */
    public boolean isFresh(Moment now) {
        return age(now).filter(age -> age.compareTo(lag) < 0).isPresent();
    }
}
