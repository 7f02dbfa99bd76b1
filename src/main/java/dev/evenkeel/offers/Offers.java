package dev.evenkeel.offers;

import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.caps.Constraint;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.slots.HeldSlots;
import dev.evenkeel.slots.Ledger;
import dev.evenkeel.slots.NominationFollower;
import dev.evenkeel.slots.Reservation;
import dev.evenkeel.slots.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which of the free slots a pod is offered, so that whatever kube-scheduler picks, no two waiting siblings collide: a fair
 * share of what is neither taken nor offered to others, reserved for the pod for some seconds.
 */
public final class Offers {
    /** How many nodes a pod is offered at most that keeps others away from all of them. */
    public static final int MOST_KEPT_CLEAR = 4;

    private final Ledger ledger;
    private final NominationFollower nominations;
    private final PlacementSettings settings;
    private final Shares shares;

    /**
     * Nothing is offered yet.
     *
     * @param nominations whose node a pod without an offer holds
     * @param random decides which of equal slots a pod is offered
     */
    public Offers(Ledger ledger, NominationFollower nominations, PlacementSettings settings, RandomGenerator random) {
        this.ledger = ledger;
        this.nominations = nominations;
        this.settings = settings;
        this.shares = new Shares(random);
    }

    // ---- filter

    /**
     * The nodes that the pod is offered out of those it may go to: its share of the slots that are neither taken nor
     * offered to others. Empty if there is none for it now. Nodes that plans of its Services want filled come first: a
     * share of others would leave scores nothing to choose from.
     *
     * @param targets where its Services want it
     */
    public NodeSet offer(PodEntry entry, List<Constraint> constraints, NodeSet open, List<Target> targets, Moment now) {
        ledger.endOver(now);
        @Nullable Reservation standing = ledger.reservation(entry).orElse(null);
        if (standing != null
                && entry.pod().scheduling().grouped()
                && standing.nodes().intersects(open)) {
            // A pod group is tried as a whole, reverted and tried again, and nobody says when.
            if (!settings.binds() && !standing.held()) {
                ledger.reserve(entry, standing.passing(end(now)));
            }
            return standing.nodes().and(open);
        }
        ledger.release(entry);
        NodeSet free = open.minus(HeldSlots.claimed(constraints, open));
        List<CapUsage> own = ledger.index().usages(entry.pod().id());
        if (own.isEmpty()) {
            return free;
        }
        List<Constraint> contested = constraints.stream()
                .filter(constraint -> isContested(constraint, entry))
                .toList();
        NodeSet offered = share(entry, own, constraints, contested, open, wanted(free, targets));
        if (offered.isEmpty()) {
            nominations.follow(entry, now);
        } else {
            ledger.offer(
                    entry,
                    Reservation.until(
                            end(now), entry, offered, Reservation.claims(contested, offered), hints(targets, offered)));
        }
        return offered;
    }

    private static NodeSet wanted(NodeSet free, List<Target> targets) {
        if (targets.isEmpty()) {
            return free;
        }
        NodeSet wanted = NodeSet.of(free.stream()
                .filter(node -> targets.stream().allMatch(target -> target.lacks(node)))
                .toArray());
        return wanted.isEmpty() ? free : wanted;
    }

    /** Siblings have to know where this one may go: kube-scheduler asks no scores for a single node. */
    private static List<Reservation.Claim> hints(List<Target> targets, NodeSet offered) {
        Contention contention = Contention.of(List.of(), targets);
        return contention.alone() ? List.of() : Reservation.hints(contention.hints(), offered);
    }

    /**
     * Whether a slot that this pod is offered has to be kept from somebody else who waits. Where another binds, nothing is
     * checked later, and a sibling that turns up has to wait for the outcome.
     */
    private boolean isContested(Constraint constraint, PodEntry entry) {
        CapUsage usage = constraint.usage();
        return !settings.binds()
                || switch (constraint) {
                    case Constraint.Inverse inverse -> {
                        boolean carriesItToo =
                                ledger.index().usages(entry.pod().id()).contains(usage);
                        yield usage.contenders().waiting() > (carriesItToo ? 1 : 0);
                    }
                    case Constraint.Own own
                    when usage.isShared() -> !usage.contenders().isAlone();
                    case Constraint.Own own -> {
                        int itself = entry.tallies().contains(usage.group()) && !entry.isElsewhere() ? 1 : 0;
                        yield usage.group().unplaced() > itself;
                    }
                };
    }

    private NodeSet share(
            PodEntry entry,
            List<CapUsage> own,
            List<Constraint> constraints,
            List<Constraint> contested,
            NodeSet open,
            NodeSet free) {
        List<CapUsage> shared = own.stream().filter(CapUsage::isShared).toList();
        if (free.isEmpty()) {
            return overflow(entry, shared, constraints, open);
        }
        boolean alone = shared.stream().allMatch(usage -> usage.contenders().isAlone());
        @Nullable NodeSet before = ledger.states().of(entry.pod().id().uid()).lastOffer();
        NodeSet offered = alone ? free : shares.choose(shared, free, before == null ? new NodeSet() : before);
        boolean keepsOthersAway = contested.stream().anyMatch(constraint -> !constraint.isAmongSiblings());
        // At least half is left to those who may not be where this pod is; and much more where many such pods wait.
        return keepsOthersAway && settings.binds()
                ? shares.some(offered, Math.min(MOST_KEPT_CLEAR, offered.size() / 2))
                : offered;
    }

    /**
     * When all slots are offered to others, yet not more pods wait than slots are free, somebody was not counted when the
     * offers were made: the least contended slots are offered once more, and bind decides.
     */
    private NodeSet overflow(PodEntry entry, List<CapUsage> shared, List<Constraint> constraints, NodeSet open) {
        boolean enough = shared.stream().allMatch(usage -> usage.contenders().waiting() <= usage.untakenSlots(open));
        if (!settings.binds() || entry.pod().scheduling().grouped() || shared.isEmpty() || !enough) {
            return new NodeSet();
        }
        Map<Integer, NodeSet> byContention = new HashMap<>();
        open.forEach(node -> byContention
                .computeIfAbsent(contention(constraints, node), first -> new NodeSet())
                .add(node));
        int least = byContention.keySet().stream().min(Integer::compare).orElseThrow();
        return shares.choose(shared, byContention.getOrDefault(least, open), new NodeSet());
    }

    private static int contention(List<Constraint> constraints, int node) {
        int contention = 0;
        for (Constraint constraint : constraints) {
            contention += constraint.usage().groupClaims().countAt(node);
        }
        return contention;
    }

    // ---- prioritize

    /**
     * Which of the nodes that suit the pod best it is sent to: its share of them among the siblings that wait. They are noted
     * like a reservation, and count for siblings' preferences as long.
     */
    public NodeSet shareBest(PodEntry entry, Contention contention, NodeSet best, Moment now) {
        if (contention.alone() || entry.isPlaced()) {
            return best;
        }
        NodeSet chosen = shares.choose(best, contention.unserved());
        Reservation reservation = ledger.reservation(entry)
                .orElseGet(() -> Reservation.until(end(now), entry, chosen, List.of(), List.of()));
        ledger.reserve(entry, reservation.hinting(Reservation.hints(contention.hints(), chosen), end(now)));
        return chosen;
    }

    /** Where the pod was sent is forgotten: it is scored again. */
    public void endHints(PodEntry entry, Moment now) {
        ledger.reservation(entry)
                .filter(reservation -> !reservation.hints().isEmpty())
                .ifPresent(reservation -> ledger.reserve(entry, reservation.hinting(List.of(), end(now))));
    }

    private Moment end(Moment now) {
        return now.plus(settings.reservationLife());
    }
}
