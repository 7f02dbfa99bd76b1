package dev.evenkeel.placement;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.BindAnswer;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationOutcome;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodFollower;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Refusal;
import dev.evenkeel.api.Scores;
import dev.evenkeel.balance.Planning;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.balance.ServicePlans;
import dev.evenkeel.balance.TrafficSettings;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.NodeTable;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.nomination.HeldNodes;
import dev.evenkeel.nomination.NominationBook;
import dev.evenkeel.nomination.Nominations;
import dev.evenkeel.offers.Contention;
import dev.evenkeel.offers.Offers;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleError;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.slots.Constraint;
import dev.evenkeel.slots.ConstraintIndex;
import dev.evenkeel.slots.HeldSlots;
import dev.evenkeel.slots.Ledger;
import dev.evenkeel.slots.PodStates;
import dev.evenkeel.slots.Preference;
import dev.evenkeel.slots.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what may go where. The only door to the core: a state machine that is told what has happened and what time it
 * is, and answers. It has no lock, no clock and no I/O; what is to be done outside comes back as {@link Effect}s.
 *
 * <p>What it keeps true: a pod that it permits breaks no required rule of its own, nor of a pod that came this way, by
 * all that is bound, permitted and known in that instant.
 */
public final class Arbiter {
    private static final String NODE_UNKNOWN = "node is not known yet";
    private static final Authority.Withheld UNSEEN =
            new Authority.Withheld(Reason.NOT_SYNCED, "evenkeel has not seen the whole cluster yet");
    private static final String SUPERSEDED = "the pod is gone, or a newer one of the same name is known";
    private static final String SET_ASIDE = "set aside for a pod that is nominated there";
    private static final String RESERVED = "the free slots are offered to other pods that wait too";
    private static final String PERMITTED = "the last slots are taken by pods whose binding is under way";
    private static final String TERMINATING = "the last slots are held by pods that are being deleted";
    private static final String NOT_BINDING =
            "evenkeel is set not to bind (evenkeel.bind.enabled=false); take bindVerb out of the scheduler's configuration";
    /** What preferred terms add to the score by a plan at most. */
    private static final int PREFERRED = 3;

    private static final String NARROWED = "the pod's binding to another node is not settled yet";

    private final PlacementSettings settings;
    private final RuleLimits limits;
    private final Cluster cluster = new Cluster();
    private final Ledger ledger;
    private final ConstraintIndex index;
    private final HeldSlots slots;
    private final HeldNodes held;
    private final Offers offers;
    private final ServicePlans plans;
    private final Nominations nominations;

    private boolean synced;
    private Authority authority = Authority.FULL;

    /**
     * An arbiter that knows nothing yet.
     *
     * @param random decides which of equal slots a pod is offered
     */
    public Arbiter(PlacementSettings settings, RuleLimits limits, RandomGenerator random) {
        this(settings, limits, TrafficSettings.DEFAULTS, random);
    }

    /** As {@link #Arbiter(PlacementSettings, RuleLimits, RandomGenerator)}, with traffic as an installation wants it. */
    public Arbiter(PlacementSettings settings, RuleLimits limits, TrafficSettings traffic, RandomGenerator random) {
        this.settings = settings;
        this.limits = limits;
        NominationBook book = new NominationBook(settings);
        this.ledger = new Ledger(cluster, settings, limits);
        this.index = ledger.index();
        this.slots = new HeldSlots(ledger.states(), settings.binds());
        this.held = new HeldNodes(cluster, ledger, book, settings);
        ledger.holdBy(held);
        this.offers = new Offers(cluster, ledger, held, settings, random);
        this.plans = new ServicePlans(cluster, traffic, ledger.soft(), index);
        this.nominations = new Nominations(cluster, ledger, held, book, settings, random);
    }

    /** What is known; to be read only, and only while the arbiter is one's own. */
    public Cluster cluster() {
        return cluster;
    }

    /** What binds each pod; to be read only, and only while the arbiter is one's own. */
    public ConstraintIndex constraints() {
        return index;
    }

    /** The plans of Services; to be read only, and only while the arbiter is one's own. */
    public ServicePlans plans() {
        return plans;
    }

    /** From now on the follower is told of pods; to be called before anything happens. */
    public void follow(PodFollower follower) {
        ledger.follow(follower);
    }

    /** Whether all that was there when the watch began is known. */
    public boolean isSynced() {
        return synced;
    }

    // ---- what happens

    /** Takes in what the watch has told. */
    public void on(ClusterEvent event, Moment now) {
        switch (event) {
            case ClusterEvent.NodeChanged(var node) -> ledger.put(node, now);
            case ClusterEvent.NodeGone(String name) -> ledger.removeNode(name, now);
            case ClusterEvent.PodChanged(PodInfo info) -> ledger.put(info, true, now);
            case ClusterEvent.PodGone(PodId pod) -> ledger.end(pod, now);
            case ServiceEvent service -> plans.on(service);
            case ClusterEvent.OfWing other -> throw new IllegalArgumentException("no wing takes " + other);
            case ClusterEvent.Synced() -> synced = true;
        }
    }

    /** To be called about once a second: forgets what has had its time, and says what has to be looked up. */
    public List<Effect> tick(Moment now) {
        ledger.endOver(now);
        ledger.endPatience(now);
        held.endUnasked(now);
        plans.forget(now);
        ledger.forget(now);
        nominations.clear(now);
        List<Effect> effects = new ArrayList<>(nominations.take());
        ledger.due(now).forEach(permit -> effects.add(new Effect.ReadPod(permit)));
        return effects;
    }

    /** What an {@link Effect.ReadPod} has shown; only a read that began after the effect was given counts. */
    public void read(Permit permit, PodReading reading, Moment now) {
        boolean tells = ledger.wasRead(permit);
        // A pod that is gone by now is not brought back by a read that began before.
        if (cluster.pod(permit.pod()).isEmpty()) {
            return;
        }
        switch (reading) {
            case PodReading.Found(PodInfo found) -> {
                if (!found.pod().id().equals(permit.pod())) {
                    ledger.removeBeforeShown(permit.pod(), now);
                    return;
                }
                ledger.put(found, false, now);
                if (found.pod().node().isPresent()) {
                    ledger.readBound(permit, now);
                } else if (tells) {
                    ledger.readUnbound(permit);
                }
            }
            case PodReading.NotFound() -> ledger.removeBeforeShown(permit.pod(), now);
            case PodReading.Failed(String message) -> {
                // The permit stays open: the next tick asks again.
            }
        }
    }

    // ---- who decides

    /** From now on this is what may be decided about pods that a required rule concerns. */
    public void authorize(Authority given) {
        authority = given;
    }

    /** How many bindings were permitted and are not known to have happened, nor not to. */
    public int bindingsUnderWay() {
        return cluster.permitted();
    }

    /**
     * Why nothing may be decided about the pod. Before the cluster was seen whole that is so for every pod: any may match the
     * rule of one that is not known yet. Later it is so only for those that a required rule concerns.
     */
    private Optional<Authority.Withheld> withheld(List<Constraint> constraints, Moment now) {
        if (!synced) {
            return Optional.of(UNSEEN);
        }
        return constraints.isEmpty() ? Optional.empty() : authority.withheld(now);
    }

    // ---- plans

    /**
     * The plans that {@link #offer} and {@link #score} of the pod will go by and that have to be made first, without the lock.
     * What comes of them is {@link #planned}; what is not made by then they make themselves.
     */
    public List<Planning> openPlans(PodInfo info, Candidates resolved, Moment now) {
        ledger.put(info, false, now);
        @Nullable PodEntry entry = cluster.pod(info.pod().id()).orElse(null);
        if (entry == null || entry.isPlaced() || !isBalanced(entry)) {
            return List.of();
        }
        plans.asked(entry.pod(), resolved.asOf(cluster.table()).nodes(), now);
        return plans.open(entry.pod());
    }

    /** The plan that {@code explain} of a Service shows, if it has to be made first. */
    public List<Planning> openPlans(String namespace, String name) {
        return plans.open(namespace, name);
    }

    /** Takes in plans that were made. */
    public void planned(List<Planning.Made> made) {
        plans.take(made);
    }

    // ---- filter

    /** Which of the nodes asked about the pod may go to. Remembers the pod: bind may come before the watch shows it. */
    public Offer offer(PodInfo info, Candidates resolved, Moment now) {
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
        if (isBalanced(entry)) {
            plans.asked(entry.pod(), asked.nodes(), now);
        }
        List<Constraint> constraints = index.constraints(entry);
        PermitAnswer.@Nullable Refused objection =
                objection(entry, constraints, now).orElse(null);
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

    private String tooManyGroups() {
        return "all " + limits.liveGroups() + " groups that evenkeel may keep (evenkeel.limits.live-groups) are in use";
    }

    private Offer offerWithin(PodEntry entry, List<Constraint> constraints, Candidates asked, Moment now) {
        ledger.endOver(now);
        if (isBalanced(entry)) {
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
        List<Refusal> refusals = refuse(constraints, open);
        if (open.isEmpty()) {
            return nothingOpen(constraints, asked, refusals, now);
        }
        NodeSet setAside = slots.heldForOthers(entry, constraints, open);
        open.removeAll(setAside);
        if (open.isEmpty()) {
            return new Offer.NotNow(Reason.SET_ASIDE, SET_ASIDE);
        }
        if (!setAside.isEmpty()) {
            refusals.add(new Refusal(Reason.SET_ASIDE, SET_ASIDE, setAside));
        }
        return offerShare(entry, constraints, open, refusals, now);
    }

    /** Takes out of {@code open} the nodes that the constraints rule out and those that are not known; each is refused once. */
    private List<Refusal> refuse(List<Constraint> constraints, NodeSet open) {
        NodeSet absent = open.minus(cluster.nodes());
        open.removeAll(absent);
        List<Refusal> refusals = Constraint.refuse(constraints, open);
        if (!absent.isEmpty()) {
            refusals.add(new Refusal(Reason.NODE_UNKNOWN, NODE_UNKNOWN, absent));
        }
        return refusals;
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
        boolean suits = isAsked && refuse(constraints, nominated.copy()).isEmpty();
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
            return new Offer.NotNow(Reason.NODE_UNKNOWN, NODE_UNKNOWN);
        }
        if (Constraint.leaveSome(constraints, known, Tally.Passing.PERMITTED)) {
            return new Offer.NotNow(Reason.PERMITTED, PERMITTED);
        }
        ledger.endPatience(now);
        // kube-scheduler may have seen the end of a pod that is being deleted already, and would then not be woken by
        // it:
        // a pod that preempts is asked about in that very moment.
        if (Constraint.leaveSome(constraints, known, Tally.Passing.ANY)) {
            return new Offer.NotNow(Reason.TERMINATING, TERMINATING);
        }
        return new Offer.Nothing(refusals, NODE_UNKNOWN);
    }

    private Offer offerShare(
            PodEntry entry, List<Constraint> constraints, NodeSet open, List<Refusal> refusals, Moment now) {
        NodeSet setAside = held.heldFor(entry).orElse(new NodeSet());
        if (isBalanced(entry)) {
            // Where it was told to go before must not seem taken.
            offers.endHints(entry, now);
        }
        NodeSet offered =
                setAside.intersects(open) ? setAside : offers.offer(entry, constraints, open, targets(entry), now);
        NodeSet rest = open.minus(offered);
        if (!rest.isEmpty()) {
            refusals.add(new Refusal(Reason.RESERVED, RESERVED, rest));
        }
        if (offered.isEmpty()) {
            // The slots are mostly those of its own pod group, which is tried as a whole: an error would end that
            // try, and the next would be the same (schedule_one_podgroup.go).
            return entry.pod().scheduling().grouped()
                    ? new Offer.Nothing(refusals, NODE_UNKNOWN)
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
                objectionAgain(entry, cluster.table().name(entry.node()), now).orElse(null);
        if (objection != null) {
            return new Offer.NotNow(objection.reason(), objection.message());
        }
        NodeSet only = NodeSet.of(entry.node());
        NodeSet others = asked.nodes().minus(only);
        List<Refusal> refusals =
                others.isEmpty() ? List.of() : List.of(new Refusal(Reason.PLACED_ELSEWHERE, NARROWED, others));
        return new Offer.Some(only, refusals);
    }

    // ---- nominations

    /** The nominations that filter calls have led to, and have not been taken before; each is to be performed. */
    public List<Effect.Nomination> takeNominations() {
        return nominations.take();
    }

    /**
     * Whether a nomination is to be sent still. To be asked right before: its pod may have got a place meanwhile, or this
     * process have lost its authority. If not, it is as good as refused.
     */
    public boolean sends(Effect.Nominate nominate, Moment now) {
        boolean stands = cluster.pod(nominate.pod())
                .filter(entry -> PodStates.waits(entry)
                        && withheld(index.constraints(entry), now).isEmpty())
                .isPresent();
        if (!stands) {
            nominations.answered(nominate, NominationOutcome.REFUSED, now);
        }
        return stands && nominations.sends(nominate);
    }

    /** How kube-scheduler has come to nodes that were nominated, since the start. */
    public NominationBook.Tries nominationTries() {
        return nominations.tries();
    }

    /** What came of a nomination, or of clearing it. */
    public void nominated(Effect.Nomination effect, NominationOutcome outcome, Moment now) {
        nominations.answered(effect, outcome, now);
    }

    // ---- prioritize

    /**
     * How well each node asked about suits the pod, by its preferred terms ({@link Preference#scores}) and by the plans of
     * the Services that want it balanced. With a plan, a node that lacks a pod scores 7, one that serves and lacks none 3,
     * others 0; of several Services, the mean; and three tenths of the score by preferred terms are added.
     *
     * <p>Siblings that wait share the best nodes, so that a burst does not pile up on one: this pod's share scores 10, the
     * rest of the best less. Of the nodes that a plan makes best, one of those with the fewest pods is the share.
     */
    public Scores score(PodInfo info, Candidates resolved, Moment now) {
        ledger.put(info, false, now);
        Candidates asked = resolved.asOf(cluster.table());
        List<Preference> preferences = index.preferences(info.pod().id());
        @Nullable PodEntry entry = cluster.pod(info.pod().id()).orElse(null);
        if (entry == null || asked.nodes().isEmpty() || (preferences.isEmpty() && !isBalanced(entry))) {
            return Scores.none();
        }
        offers.endHints(entry, now);
        List<Target> targets = targets(entry);
        if (targets.isEmpty() && preferences.isEmpty()) {
            return Scores.none();
        }
        Map<Integer, Integer> scores =
                preferences.isEmpty() ? level(asked.nodes()) : Preference.scores(preferences, asked.nodes());
        if (!targets.isEmpty()) {
            scores.replaceAll((node, score) -> planned(targets, node) + score * PREFERRED / Scores.BEST);
        }
        NodeSet best = fewest(targets, best(scores));
        NodeSet chosen = offers.shareBest(entry, Contention.of(preferences, targets), best, now);
        if (!targets.isEmpty() || !chosen.equals(best)) {
            scores.replaceAll((node, score) -> chosen.contains(node) ? Scores.BEST : Math.min(score, Scores.BEST - 1));
        }
        return Scores.of(scores);
    }

    private boolean isBalanced(PodEntry entry) {
        return index.isBalanced(entry);
    }

    /** What its Services want, if the pod is to be placed for them. */
    private List<Target> targets(PodEntry entry) {
        return isBalanced(entry) ? plans.targets(entry.pod()) : List.of();
    }

    private static Map<Integer, Integer> level(NodeSet nodes) {
        Map<Integer, Integer> level = new HashMap<>();
        nodes.forEach(node -> level.put(node, Scores.WORST));
        return level;
    }

    private static int planned(List<Target> targets, int node) {
        return targets.stream().mapToInt(target -> target.score(node)).sum() / targets.size();
    }

    private static NodeSet best(Map<Integer, Integer> scores) {
        int most = scores.values().stream().max(Integer::compare).orElse(Scores.WORST);
        NodeSet best = new NodeSet();
        scores.forEach((node, score) -> {
            if (score == most) {
                best.add(node);
            }
        });
        return best;
    }

    /** Those of the nodes with the fewest pods behind the Services; all of them if there are none. */
    private static NodeSet fewest(List<Target> targets, NodeSet nodes) {
        if (targets.isEmpty()) {
            return nodes;
        }
        int fewest = nodes.stream().map(node -> pods(targets, node)).min().orElse(0);
        return NodeSet.of(
                nodes.stream().filter(node -> pods(targets, node) == fewest).toArray());
    }

    private static int pods(List<Target> targets, int node) {
        return targets.stream().mapToInt(target -> target.pods(node)).sum();
    }

    // ---- bind

    /** Whether the pod may be bound to the node now; a permit counts from this instant on. */
    public PermitAnswer permit(PodId pod, String node, Moment now) {
        if (!settings.binds()) {
            return new PermitAnswer.Refused(Reason.NOT_BINDING, NOT_BINDING);
        }
        @Nullable PodEntry entry = cluster.pod(pod).orElse(null);
        if (entry == null) {
            return new PermitAnswer.Refused(
                    Reason.POD_UNKNOWN, "pod " + pod + " is not known yet; it has to be filtered first");
        }
        return entry.isPlaced() ? permitAgain(entry, node, now) : permitFirst(entry, node, now);
    }

    private PermitAnswer permitFirst(PodEntry entry, String node, Moment now) {
        @Nullable PermitAnswer refused = objectionAt(entry, node, now).orElse(null);
        return refused != null ? refused : granted(entry, node, now);
    }

    /** A pod that is bound is told so by the API server, and not from memory: it may be gone by now. */
    private PermitAnswer permitAgain(PodEntry entry, String node, Moment now) {
        String placed = cluster.table().name(entry.node());
        if (!placed.equals(node)) {
            return new PermitAnswer.Refused(
                    Reason.PLACED_ELSEWHERE, entry.pod().id() + " is bound, or being bound, to " + placed);
        }
        @Nullable PermitAnswer refused = objectionAgain(entry, node, now).orElse(null);
        return refused != null ? refused : granted(entry, node, now);
    }

    /** What speaks against binding a pod again to the node where it has its place. */
    private Optional<PermitAnswer.Refused> objectionAgain(PodEntry entry, String node, Moment now) {
        // The binding before may not have happened, and others may have come since.
        return entry.isBound() ? Optional.empty() : cluster.without(Set.of(entry), () -> objectionAt(entry, node, now));
    }

    /** What speaks against binding the pod anywhere; filter offers nothing then. */
    private Optional<PermitAnswer.Refused> objection(PodEntry entry, List<Constraint> constraints, Moment now) {
        @Nullable RuleError error = index.ruleError(entry.pod().id()).orElse(null);
        if (error != null) {
            return refused(Reason.INVALID_RULE, error.message());
        }
        if (index.isCrowdedOut(entry.pod().id())) {
            return refused(Reason.TOO_MANY_GROUPS, tooManyGroups());
        }
        return withheld(constraints, now).flatMap(withheld -> refused(withheld.reason(), withheld.message()));
    }

    /** What speaks against binding the pod to the node, its own place left out; filter offers no node of which that is something. */
    private Optional<PermitAnswer.Refused> objectionAt(PodEntry entry, String node, Moment now) {
        List<Constraint> constraints = index.constraints(entry);
        return objection(entry, constraints, now)
                .or(() -> constraints.isEmpty()
                        ? Optional.empty()
                        : slots.lookingPastLower(entry, constraints, () -> objectionAt(node, constraints, entry)));
    }

    private Optional<PermitAnswer.Refused> objectionAt(String node, List<Constraint> constraints, PodEntry entry) {
        int number = cluster.table().number(node);
        if (number == NodeTable.ABSENT) {
            return refused(Reason.NODE_UNKNOWN, node + ": " + NODE_UNKNOWN);
        }
        NodeSet only = NodeSet.of(number);
        List<Refusal> refusals = refuse(constraints, only);
        if (!refusals.isEmpty()) {
            Refusal first = refusals.getFirst();
            return refused(first.reason(), node + ": " + first.message());
        }
        return slots.heldForOthers(entry, constraints, only).isEmpty()
                ? Optional.empty()
                : refused(Reason.SET_ASIDE, node + ": " + SET_ASIDE);
    }

    private static Optional<PermitAnswer.Refused> refused(Reason reason, String message) {
        return Optional.of(new PermitAnswer.Refused(reason, message));
    }

    private PermitAnswer granted(PodEntry entry, String node, Moment now) {
        Permit permit = ledger.permit(entry, node, now);
        return new PermitAnswer.Granted(permit, new Effect.Bind(permit.pod(), node));
    }

    /**
     * Why a permitted binding must not be sent any more; empty if it may. To be asked right before it is sent: a process
     * may have stood still since the permit, and another have come to lead. What is not sent is settled as
     * {@link BindOutcome.NotSent}.
     */
    public Optional<Authority.Withheld> keptFromSending(Permit permit, Moment now) {
        return cluster.pod(permit.pod()).flatMap(entry -> withheld(index.constraints(entry), now));
    }

    /** What came of a permitted binding, and what bind answers. Each permit has to be settled, whatever happened. */
    public BindAnswer settle(Permit permit, BindOutcome outcome, Moment now) {
        return switch (outcome) {
            case BindOutcome.Bound(), BindOutcome.AlreadyThere() -> {
                ledger.bound(permit, permit.node(), now);
                yield new BindAnswer.Success();
            }
            case BindOutcome.Elsewhere(String node) -> {
                ledger.bound(permit, node, now);
                yield notBound(permit.pod() + " is bound to " + node);
            }
            case BindOutcome.Forbidden(String message) -> {
                ledger.failed(permit);
                yield notBound(message);
            }
            case BindOutcome.NotSent(String message) -> {
                ledger.failed(permit);
                yield notBound(message);
            }
            case BindOutcome.Gone() -> {
                ledger.removeBeforeShown(permit.pod(), now);
                yield notBound(permit.pod() + " is gone");
            }
            case BindOutcome.UidChanged(String uid) -> {
                ledger.removeBeforeShown(permit.pod(), now);
                yield notBound(permit.pod() + " has UID " + uid + " now, not "
                        + permit.pod().uid());
            }
            case BindOutcome.Unknown(String message) -> {
                ledger.doubted(permit, now);
                yield new BindAnswer.Failure(
                        Reason.OUTCOME_UNKNOWN, "whether " + permit.pod() + " was bound is not known yet: " + message);
            }
        };
    }

    private static BindAnswer notBound(String message) {
        return new BindAnswer.Failure(Reason.NOT_BOUND, message);
    }

    // ---- preempt

    /**
     * The candidates that bind would permit the pod once their victims are gone: nobody goes for a place that is then
     * refused, nor for one that a sibling was just offered. None for a pod that filter would refuse everywhere. Remembers the pod as filter does, which has not seen it if
     * no node had room.
     *
     * @param victims by candidate node, the UIDs of the pods that would have to go
     */
    public Set<String> preempt(PodInfo info, Map<String, List<String>> victims, Moment now) {
        ledger.put(info, false, now);
        @Nullable PodEntry entry = cluster.pod(info.pod().id()).orElse(null);
        if (entry == null || entry.isPlaced()) {
            return Set.of();
        }
        List<Constraint> constraints = index.constraints(entry);
        if (objection(entry, constraints, now).isPresent()) {
            return Set.of();
        }
        if (constraints.isEmpty()) {
            return victims.keySet();
        }
        ledger.endOver(now);
        held.asked(entry, now);
        ledger.endOffer(entry, now);
        Map<String, List<String>> kept = new LinkedHashMap<>(victims);
        slots.lookingPastLower(
                entry,
                constraints,
                () -> kept.entrySet()
                        .removeIf(candidate ->
                                !isOpenWithout(entry, constraints, candidate.getKey(), candidate.getValue())));
        giveUpWhatLeadsNowhere(entry, kept.keySet(), now);
        held.goesFor(entry, constraints, numbers(kept.keySet()), now);
        return kept.keySet();
    }

    private NodeSet numbers(Set<String> nodes) {
        return NodeSet.of(nodes.stream()
                .mapToInt(cluster.table()::number)
                .filter(number -> number != NodeTable.ABSENT)
                .toArray());
    }

    /**
     * kube-scheduler looks for victims when it has found no node, the nominated one included, and nobody is on the way out
     * there for the pod. If no candidate is left it leaves the nomination where it is.
     */
    private void giveUpWhatLeadsNowhere(PodEntry entry, Set<String> kept, Moment now) {
        if (kept.isEmpty()) {
            nominations.leadsNowhere(entry, now);
        }
        held.nominatedNode(entry)
                .filter(nominated -> kept.stream()
                        .noneMatch(node -> nominated.contains(cluster.table().number(node))))
                .ifPresent(nominated -> held.giveUp(entry));
    }

    private boolean isOpenWithout(PodEntry entry, List<Constraint> constraints, String node, List<String> victims) {
        Set<PodEntry> going =
                victims.stream().flatMap(uid -> cluster.podByUid(uid).stream()).collect(Collectors.toSet());
        return cluster.without(
                going,
                () -> objectionAt(node, constraints, entry).isEmpty()
                        && !slots.isOnOffer(entry, constraints, cluster.table().number(node)));
    }

    /** How much is kept of each thing. */
    Ledger.Sizes sizes() {
        return ledger.sizes();
    }
}
