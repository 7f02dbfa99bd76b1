package dev.evenkeel.placement;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.BindAnswer;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodFollower;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Scores;
import dev.evenkeel.balance.Planning;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.balance.ServicePlans;
import dev.evenkeel.balance.TrafficSettings;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.caps.Preference;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nomination.HeldNodes;
import dev.evenkeel.nomination.NominationBook;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.nomination.Nominations;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.offers.Contention;
import dev.evenkeel.offers.Offers;
import dev.evenkeel.offers.Ranking;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.slots.HeldSlots;
import dev.evenkeel.slots.Ledger;
import dev.evenkeel.slots.PodStates;
import dev.evenkeel.slots.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides what may go where. The only door to the core: a state machine that takes in what has happened and what time it
 * is, and answers. It has no lock, no clock and no I/O; what is to be done outside comes back as {@link Effect}s.
 *
 * <p>What it keeps true: a pod that it permits breaks no required rule of its own, nor of a pod that came this way, by
 * all that is bound, permitted and known in that instant.
 */
public final class Arbiter {
    private static final String NOT_BINDING =
            "evenkeel is set not to bind (evenkeel.bind.enabled=false); take bindVerb out of the scheduler's configuration";

    private final PlacementSettings settings;
    private final Cluster cluster = new Cluster();
    private final Ledger ledger;
    private final ConstraintIndex index;
    private final HeldNodes held;
    private final Offers offers;
    private final ServicePlans plans;
    private final Nominations nominations;
    private final Objections objections;
    private final Filtering filtering;
    private final Preemption preemption;

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
        NominationBook book = new NominationBook(settings);
        this.ledger = new Ledger(cluster, settings, limits);
        this.index = ledger.index();
        HeldSlots slots = ledger.slots();
        this.held = new HeldNodes(cluster, ledger, book, settings);
        ledger.holdBy(held);
        this.offers = new Offers(ledger, held, settings, random);
        this.plans = new ServicePlans(cluster, traffic, ledger.soft(), index);
        this.nominations = new Nominations(cluster, ledger, held, book, settings, random);
        this.objections = new Objections(cluster, index, slots, limits);
        this.filtering = new Filtering(cluster, ledger, objections, slots, held, offers, plans, nominations);
        this.preemption = new Preemption(cluster, ledger, objections, slots, held, nominations);
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

    /** From now on the follower is called for each pod; to be added before anything happens. */
    public void follow(PodFollower follower) {
        ledger.follow(follower);
    }

    /** Whether all that was there when the watch began is known. */
    public boolean isSynced() {
        return objections.isSynced();
    }

    // ---- what happens

    /** Takes in what the watch has shown. */
    public void on(ClusterEvent event, Moment now) {
        switch (event) {
            case ClusterEvent.NodeChanged(var node) -> ledger.put(node, now);
            case ClusterEvent.NodeGone(String name) -> ledger.removeNode(name, now);
            case ClusterEvent.PodChanged(PodInfo info) -> ledger.put(info, true, now);
            case ClusterEvent.PodGone(PodId pod) -> ledger.end(pod, now);
            case ServiceEvent service -> plans.on(service);
            case ClusterEvent.OfWing other -> throw new IllegalArgumentException("no wing takes " + other);
            case ClusterEvent.Synced() -> objections.synced();
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
        objections.authorize(given);
    }

    /** How many bindings were permitted and are not known to have happened, nor not to. */
    public int bindingsUnderWay() {
        return cluster.permitted();
    }

    // ---- plans

    /**
     * The plans that {@link #offer} and {@link #score} of the pod will go by and that have to be made first, without the lock.
     * What comes of them is for {@link ServicePlans#take}; what is not made by then they make themselves.
     */
    public List<Planning> openPlans(PodInfo info, Candidates resolved, Moment now) {
        ledger.put(info, false, now);
        @Nullable PodEntry entry = cluster.pod(info.pod().id()).orElse(null);
        if (entry == null || entry.isPlaced() || !index.isBalanced(entry)) {
            return List.of();
        }
        plans.asked(entry.pod(), resolved.asOf(cluster.table()).nodes(), now);
        return plans.open(entry.pod());
    }

    // ---- filter

    /** Which of the nodes asked about the pod may go to. Remembers the pod: bind may come before the watch shows it. */
    public Offer offer(PodInfo info, Candidates resolved, Moment now) {
        return filtering.offer(info, resolved, now);
    }

    // ---- nominations

    /** What is done about nominations outside: what is due, what came of it, and how kube-scheduler came to them. */
    public Nominations nominations() {
        return nominations;
    }

    /**
     * Whether a nomination is to be sent still. To be asked right before: its pod may have got a place meanwhile, or this
     * process have lost its authority. If not, it is as good as refused.
     */
    public boolean sends(Effect.Nominate nominate, Moment now) {
        boolean stands = cluster.pod(nominate.pod())
                .filter(entry -> PodStates.waits(entry)
                        && objections.withheld(index.constraints(entry), now).isEmpty())
                .isPresent();
        if (!stands) {
            nominations.answered(nominate, NominationOutcome.REFUSED, now);
        }
        return stands && nominations.sends(nominate);
    }

    // ---- prioritize

    /**
     * How well each node asked about suits the pod ({@link Ranking}). Siblings that wait share the best nodes, so that a burst
     * does not pile up on one: this pod's share scores 10, the rest of the best less. Of the nodes that a plan makes best, one of
     * those with the fewest pods is the share.
     */
    public Scores score(PodInfo info, Candidates resolved, Moment now) {
        ledger.put(info, false, now);
        Candidates asked = resolved.asOf(cluster.table());
        List<Preference> preferences = index.preferences(info.pod().id());
        @Nullable PodEntry entry = cluster.pod(info.pod().id()).orElse(null);
        if (entry == null || asked.nodes().isEmpty() || (preferences.isEmpty() && !index.isBalanced(entry))) {
            return Scores.none();
        }
        offers.endHints(entry, now);
        List<Target> targets = index.isBalanced(entry) ? plans.targets(entry.pod()) : List.of();
        if (targets.isEmpty() && preferences.isEmpty()) {
            return Scores.none();
        }
        Ranking ranking = Ranking.of(preferences, targets, asked.nodes());
        return ranking.scores(offers.shareBest(entry, Contention.of(preferences, targets), ranking.best(), now));
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
        @Nullable
        PermitAnswer refused =
                (entry.isPlaced() ? objectionAgain(entry, node, now) : objections.at(entry, node, now)).orElse(null);
        return refused != null ? refused : granted(entry, node, now);
    }

    /** That a pod is bound already is for the API server to say, and not from memory: it may be gone by now. */
    private Optional<PermitAnswer.Refused> objectionAgain(PodEntry entry, String node, Moment now) {
        String placed = cluster.table().name(entry.node());
        return placed.equals(node)
                ? objections.again(entry, node, now)
                : Optional.of(new PermitAnswer.Refused(
                        Reason.PLACED_ELSEWHERE, entry.pod().id() + " is bound, or being bound, to " + placed));
    }

    private PermitAnswer granted(PodEntry entry, String node, Moment now) {
        Permit permit = ledger.permit(entry, node, now);
        return new PermitAnswer.Granted(permit);
    }

    /**
     * Why a permitted binding must not be sent any more; empty if it may. To be asked right before it is sent: a process
     * may have stood still since the permit, and another have come to lead. What is not sent is settled as
     * {@link BindOutcome.NotSent}.
     */
    public Optional<Authority.Withheld> keptFromSending(Permit permit, Moment now) {
        return cluster.pod(permit.pod()).flatMap(entry -> objections.withheld(index.constraints(entry), now));
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
            case BindOutcome.Forbidden(String message) -> failed(permit, message);
            case BindOutcome.NotSent(String message) -> failed(permit, message);
            case BindOutcome.Gone() -> gone(permit, "is gone", now);
            case BindOutcome.UidChanged(String uid) ->
                gone(permit, "has UID " + uid + " now, not " + permit.pod().uid(), now);
            case BindOutcome.Unknown(String message) -> {
                ledger.doubted(permit, now);
                yield new BindAnswer.Failure(
                        Reason.OUTCOME_UNKNOWN, "whether " + permit.pod() + " was bound is not known yet: " + message);
            }
        };
    }

    private BindAnswer failed(Permit permit, String message) {
        ledger.failed(permit);
        return notBound(message);
    }

    private BindAnswer gone(Permit permit, String message, Moment now) {
        ledger.removeBeforeShown(permit.pod(), now);
        return notBound(permit.pod() + " " + message);
    }

    private static BindAnswer notBound(String message) {
        return new BindAnswer.Failure(Reason.NOT_BOUND, message);
    }

    // ---- preempt

    /**
     * The candidates that bind would permit the pod once their victims are gone: nobody goes for a place that is then
     * refused, nor for one that a sibling was just offered. None for a pod that filter would refuse everywhere. Remembers the
     * pod as filter does, which has not seen it if no node had room.
     *
     * @param victims by candidate node, the UIDs of the pods that would have to go
     */
    public Set<String> preempt(PodInfo info, Map<String, List<String>> victims, Moment now) {
        return preemption.preempt(info, victims, now);
    }

    /** How much is kept of each thing. */
    Ledger.Sizes sizes() {
        return ledger.sizes();
    }
}
