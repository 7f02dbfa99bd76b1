package dev.evenkeel.placement;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Refusal;
import dev.evenkeel.balance.ServicePlans;
import dev.evenkeel.caps.Constraint;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nomination.HeldNodes;
import dev.evenkeel.nomination.Nominations;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.offers.Offers;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.slots.HeldSlots;
import dev.evenkeel.slots.Ledger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verb filter: which of the nodes asked about a pod may go to, as a fair share of what is left, or why none and whether it
 * is worth asking again soon.
 */
record Filtering(
        Cluster cluster,
        Ledger ledger,
        Objections objections,
        HeldSlots slots,
        HeldNodes held,
        Offers offers,
        ServicePlans plans,
        Nominations nominations) {
    private static final String SUPERSEDED = "the pod is gone, or a newer one of the same name is known";
    private static final String RESERVED = "the free slots are offered to other pods that wait too";
    private static final String PERMITTED = "the last slots are taken by pods whose binding is under way";
    private static final String TERMINATING = "the last slots are held by pods that are being deleted";
    private static final String NARROWED = "the pod's binding to another node is not settled yet";

    /** Which of the nodes asked about the pod may go to. Remembers the pod: bind may come before the watch shows it. */
    Offer offer(PodInfo info, Candidates resolved, Moment now) {
        ledger.put(info, false, now);
        Candidates asked = resolved.asOf(cluster.table());
        @Nullable PodEntry entry = cluster.pod(info.pod().id()).orElse(null);
        if (entry == null) {
            return new Offer.NotNow(Reason.POD_UNKNOWN, SUPERSEDED);
        }
        if (entry.isPlaced()) {
            return offerOnly(entry, asked, now);
        }
        held.asked(entry, now);
        if (ledger.index().isBalanced(entry)) {
            plans.asked(entry.pod(), asked.nodes(), now);
        }
        List<Constraint> constraints = ledger.index().constraints(entry);
        PermitAnswer.@Nullable Refused objection =
                objections.anywhere(entry, constraints, now).orElse(null);
        if (objection != null) {
            ledger.endOffer(entry, now);
            if (objection.reason() == Reason.INVALID_RULE || objection.reason() == Reason.TOO_MANY_GROUPS) {
                // Nobody knows when it can go anywhere.
                nominations.goesNowhere(entry, now);
            }
            return objection.reason() == Reason.INVALID_RULE
                    ? new Offer.Nothing(
                            List.of(new Refusal(objection.reason(), objection.message(), asked.nodes())),
                            objection.message())
                    : new Offer.NotNow(objection.reason(), objection.message());
        }
        return constraints.isEmpty() ? new Offer.Everything() : offerWithin(entry, constraints, asked, now);
    }

    private Offer offerWithin(PodEntry entry, List<Constraint> constraints, Candidates asked, Moment now) {
        ledger.endOver(now);
        if (ledger.index().isBalanced(entry)) {
            // Plans are about what is there before some of it is looked past.
            plans.look(entry.pod());
        }
        followAsking(entry, constraints, asked.nodes(), now);
        Offer offer = slots.lookingPastLower(entry, constraints, () -> offerOpen(entry, constraints, asked, now));
        NodeSet offered = offer instanceof Offer.Some(NodeSet nodes, var refusals) ? nodes : new NodeSet();
        if (offered.isEmpty()) {
            // What it was offered before it cannot take any more.
            ledger.endOffer(entry, now);
        }
        held.offered(entry, offered, now);
        nominations.nominateSiblings(entry, constraints, asked.nodes(), offered, now);
        return offer;
    }

    private Offer offerOpen(PodEntry entry, List<Constraint> constraints, Candidates asked, Moment now) {
        NodeSet open = asked.nodes().copy();
        List<Refusal> refusals = objections.refuse(constraints, open);
        if (open.isEmpty()) {
            return nothingOpen(constraints, asked, refusals, now);
        }
        NodeSet setAside = slots.heldForOthers(entry, constraints, open);
        open.removeAll(setAside);
        if (open.isEmpty()) {
            return new Offer.NotNow(Reason.SET_ASIDE, Objections.SET_ASIDE);
        }
        if (!setAside.isEmpty()) {
            refusals.add(new Refusal(Reason.SET_ASIDE, Objections.SET_ASIDE, setAside));
        }
        return offerShare(entry, constraints, open, refusals, now);
    }

    /**
     * Gives up what is set aside for the pod if kube-scheduler, which tries a nominated node first and alone, has looked at
     * others since; or if the pod's rules do not let it go there. But not while it only waits there for others to leave.
     */
    private void followAsking(PodEntry entry, List<Constraint> constraints, NodeSet asked, Moment now) {
        NodeSet nominated = held.nominatedNode(entry).orElse(null);
        if (nominated == null) {
            return;
        }
        ledger.endPatience(now);
        boolean isAsked = asked.intersects(nominated);
        boolean suits =
                isAsked && objections.refuse(constraints, nominated.copy()).isEmpty();
        nominations.followAsking(entry, asked, suits, now);
        boolean waitsThere = held.isBeingCleared(entry, nominated)
                || (isAsked && Constraint.leaveSome(constraints, nominated, Tally.Passing.ANY));
        if (!suits && !waitsThere) {
            held.giveUp(entry);
        }
    }

    /** Nothing to offer: is it worth asking again soon? */
    private Offer nothingOpen(List<Constraint> constraints, Candidates asked, List<Refusal> refusals, Moment now) {
        NodeSet known = asked.nodes().and(cluster.nodes());
        if (known.size() < asked.nodes().size() + asked.unknown()) {
            return new Offer.NotNow(Reason.NODE_UNKNOWN, Objections.NODE_UNKNOWN);
        }
        if (Constraint.leaveSome(constraints, known, Tally.Passing.PERMITTED)) {
            return new Offer.NotNow(Reason.PERMITTED, PERMITTED);
        }
        ledger.endPatience(now);
        // kube-scheduler may have seen the end of a pod that is being deleted already, and would then not be woken by
        // it: a
        // pod that preempts is asked about in that very moment.
        if (Constraint.leaveSome(constraints, known, Tally.Passing.ANY)) {
            return new Offer.NotNow(Reason.TERMINATING, TERMINATING);
        }
        return new Offer.Nothing(refusals, Objections.NODE_UNKNOWN);
    }

    private Offer offerShare(
            PodEntry entry, List<Constraint> constraints, NodeSet open, List<Refusal> refusals, Moment now) {
        NodeSet setAside = held.heldFor(entry).orElse(new NodeSet());
        boolean isBalanced = ledger.index().isBalanced(entry);
        if (isBalanced) {
            // Where it was sent before must not seem taken.
            offers.endHints(entry, now);
        }
        // Where its Services want it is asked only if there is a choice: a plan may have to be made for it.
        NodeSet offered = setAside.intersects(open)
                ? setAside
                : offers.offer(entry, constraints, open, isBalanced ? plans.targets(entry.pod()) : List.of(), now);
        NodeSet rest = open.minus(offered);
        if (!rest.isEmpty()) {
            refusals.add(new Refusal(Reason.RESERVED, RESERVED, rest));
        }
        if (offered.isEmpty()) {
            // The slots are mostly those of its own pod group, which is tried as a whole: an error would end that
            // try, and the next would be the same (schedule_one_podgroup.go).
            return entry.pod().scheduling().grouped()
                    ? new Offer.Nothing(refusals, Objections.NODE_UNKNOWN)
                    : new Offer.NotNow(Reason.RESERVED, RESERVED);
        }
        return new Offer.Some(offered, refusals);
    }

    /** A pod whose binding may have happened goes nowhere else. */
    private Offer offerOnly(PodEntry entry, Candidates asked, Moment now) {
        if (!asked.nodes().contains(entry.node())) {
            return new Offer.NotNow(Reason.PLACED_ELSEWHERE, NARROWED);
        }
        PermitAnswer.@Nullable Refused objection =
                objections.again(entry, cluster.table().name(entry.node()), now).orElse(null);
        if (objection != null) {
            return new Offer.NotNow(objection.reason(), objection.message());
        }
        NodeSet only = NodeSet.of(entry.node());
        NodeSet others = asked.nodes().minus(only);
        List<Refusal> refusals =
                others.isEmpty() ? List.of() : List.of(new Refusal(Reason.PLACED_ELSEWHERE, NARROWED, others));
        return new Offer.Some(only, refusals);
    }
}
