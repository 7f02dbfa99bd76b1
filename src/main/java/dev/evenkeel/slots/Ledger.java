package dev.evenkeel.slots;

import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodFollower;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.NodeSet;
import dev.evenkeel.cluster.NodeTable;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.cluster.Versions;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which slot: the only place where slots are taken and given back. A slot is taken by a pod that is bound, by
 * one that is permitted, or by a reservation, and by one pod only once: a reservation ends when its pod is permitted, and a permitted
 * pod becomes a bound one without leaving its place.
 */
public final class Ledger {
    /** How many pods are let in at most as room appears: what one event may cost. */
    private static final int LET_IN_AT_ONCE = 8;
    /** The most pods of which it is remembered that they are gone before the watch says so. */
    public static final int MOST_GONE = 10_000;
    /** Longer than a call of kube-scheduler's is on its way (an extender's {@code httpTimeout}, 5 s unless set). */
    static final Duration LATEST_CALL = Duration.ofSeconds(60);
    /** How many nodes a pod is offered at most that keeps others away from all of them. */
    public static final int MOST_KEPT_CLEAR = 4;

    private final Cluster cluster;
    private final SoftGroups soft;
    private final ConstraintIndex index;
    private final Reservations reservations;
    private final PendingPods pending = new PendingPods();
    private final Shares shares;
    private final Schedulers schedulers;
    private final NominationSource nominations;
    private final List<PodFollower> followers = new ArrayList<>();
    private final NominatedNodes nominatedNodes = new NominatedNodes();
    private final Duration reservationLife;
    private final Duration unseenLife;
    private final Duration patience;
    private final boolean binds;
    /** By UID; of pods that are permitted, and of those that are bound and not shown so yet. */
    private final Map<String, BindAttempt> attempts = new LinkedHashMap<>();
    /**
     * What waiting pods were offered last. It only says which of the free nodes come first: one whose number another had then
     * comes a little later.
     */
    private final Map<String, NodeSet> lastOffers = new HashMap<>();
    /** When pods were last heard of that only filter calls have shown, the longest ago first. */
    private final Map<String, Moment> unseen = new LinkedHashMap<>();
    /** By UID, until when it is remembered of pods that they are gone, though the watch has not said so; the first to end first. */
    private final Map<String, Moment> gone = new LinkedHashMap<>();
    /** By UID, until when a call may still come in of pods whose end the watch has told; the first to end first. */
    private final Map<String, Moment> ended = new LinkedHashMap<>();
    /** Since when pods were seen to be on their way out whose end is waited for, the longest ago first. */
    private final Map<String, Moment> leaving = new LinkedHashMap<>();

    private long permitsGiven;

    public Ledger(
            Cluster cluster,
            PlacementSettings settings,
            RuleLimits limits,
            RandomGenerator random,
            NominationSource nominations) {
        this.cluster = cluster;
        this.soft = new SoftGroups(limits.softGroups());
        this.index = new ConstraintIndex(cluster, limits.liveGroups(), soft);
        this.reservations = new Reservations(cluster);
        this.shares = new Shares(random);
        this.schedulers = new Schedulers(settings.schedulers());
        this.nominations = nominations;
        this.reservationLife = settings.reservationLife();
        this.unseenLife = settings.unseenLife();
        this.patience = settings.terminatingPatience();
        this.binds = settings.binds();
    }

    public ConstraintIndex index() {
        return index;
    }

    /** From now on the follower is told of pods. */
    public void follow(PodFollower follower) {
        followers.add(follower);
    }

    public SoftGroups soft() {
        return soft;
    }

    // ---- pods come, change and go

    /**
     * Takes in a pod.
     *
     * @param shown whether the watch says so, which will then also tell when the pod is gone; rather than a filter call, or
     *     a read
     */
    public void put(PodInfo info, boolean shown, Moment now) {
        Pod pod = info.pod();
        if (shown) {
            ended.remove(pod.id().uid());
        }
        if (gone.containsKey(pod.id().uid()) || ended.containsKey(pod.id().uid())) {
            return;
        }
        boolean news = !isNoNews(pod, shown);
        if (news || cluster.pod(pod.id()).isPresent()) {
            remember(pod.id(), shown, now);
        }
        if (!shown) {
            serve(pod.scheduling().scheduler(), now);
        }
        if (!news) {
            cluster.pod(pod.id()).ifPresent(entry -> letIn(entry, now));
            return;
        }
        cluster.pod(pod.id().namespace(), pod.id().name())
                .map(entry -> entry.pod().id())
                .filter(known -> !known.equals(pod.id()))
                .ifPresent(this::remove);
        admit(info, now);
        if (shown && pod.node().isPresent()) {
            attempts.remove(pod.id().uid());
        }
        readmit(now);
    }

    /** Notes when a pod was last heard of that only filter calls have shown. */
    private void remember(PodId pod, boolean shown, Moment now) {
        boolean known = cluster.pod(pod).isPresent();
        boolean heardAgain = unseen.remove(pod.uid()) != null;
        if (!shown && (heardAgain || !known)) {
            unseen.put(pod.uid(), now);
        }
    }

    /** A filter call says no more of a version than the watch did. */
    private boolean isNoNews(Pod pod, boolean shown) {
        return cluster.knowsNewer(pod)
                || (!shown
                        && cluster.pod(pod.id())
                                .filter(entry -> !Versions.isOlder(entry.pod().version(), pod.version()))
                                .isPresent());
    }

    private void admit(PodInfo info, Moment now) {
        String uid = info.pod().id().uid();
        boolean same =
                index.of(info.pod().id()).filter(own -> own.asksTheSame(info)).isPresent();
        if (!same) {
            dequeue(uid);
        }
        cluster.put(info.pod(), index.put(info, holdsPlace(info.pod())));
        claimAnew();
        followers.forEach(follower -> follower.changed(info));
        PodEntry entry = entry(info.pod().id());
        if (entry.pod().phase() == Pod.Phase.TERMINATING && !entry.isOverdue()) {
            leaving.putIfAbsent(uid, now);
        } else {
            leaving.remove(uid);
        }
        enqueue(entry);
        followNomination(entry, now);
    }

    /** Whether the pod counts on a node, as it is now: its rule then binds others, whatever room there is for groups. */
    private boolean holdsPlace(Pod pod) {
        boolean placed = pod.node().isPresent()
                || cluster.pod(pod.id()).filter(PodEntry::isPlaced).isPresent();
        return placed && pod.phase() != Pod.Phase.FINISHED;
    }

    /** Some pods that were crowded out are let in as there is room by now; the others at the latest when they are asked about. */
    private void readmit(Moment now) {
        for (int i = 0; i < LET_IN_AT_ONCE; i++) {
            index.nextCrowdedOut().flatMap(cluster::podByUid).ifPresent(entry -> letIn(entry, now));
        }
    }

    /** A pod that was crowded out shares in what it asks for from now on, if there is room. */
    private void letIn(PodEntry entry, Moment now) {
        if (index.letIn(entry.pod(), holdsPlace(entry.pod()))) {
            cluster.carry(entry, index.carriers(entry.pod().id()));
            claimAnew();
            enqueue(entry);
            followNomination(entry, now);
        }
    }

    /** The watch tells that the pod is gone: a call that is on its way does not bring it back. */
    public void end(PodId id, Moment now) {
        remove(id, now);
        note(ended, id, now.plus(LATEST_CALL));
    }

    private void remove(PodId id, Moment now) {
        gone.remove(id.uid());
        remove(id);
        readmit(now);
    }

    private static void note(Map<String, Moment> pods, PodId id, Moment until) {
        pods.put(id.uid(), until);
        if (pods.size() > MOST_GONE) {
            pods.remove(pods.keySet().iterator().next());
        }
    }

    /**
     * The API server says that the pod is gone, which the watch has not told yet: what it tells of it from before must not bring
     * it back. That is remembered until the watch tells its end, or as long as a pod that the watch does not show.
     */
    public void removeBeforeTold(PodId id, Moment now) {
        if (cluster.pod(id).isPresent()) {
            remove(id, now);
            note(gone, id, now.plus(unseenLife));
        }
    }

    /** Forgets pods that are gone, once nothing can come of them any more. */
    public void forgetGone(Moment now) {
        forget(gone, now);
        forget(ended, now);
    }

    private static void forget(Map<String, Moment> pods, Moment now) {
        Iterator<Moment> untils = pods.values().iterator();
        while (untils.hasNext() && !now.isBefore(untils.next())) {
            untils.remove();
        }
    }

    private void remove(PodId id) {
        dequeue(id.uid());
        cluster.remove(id);
        index.remove(id.uid());
        attempts.remove(id.uid());
        unseen.remove(id.uid());
        leaving.remove(id.uid());
        nominations.gone(id.uid());
        nominatedNodes.remove(id.uid());
        followers.forEach(follower -> follower.gone(id));
    }

    /** Forgets pods that only filter calls have shown, the last of them before {@code deadline}, and nobody bound. */
    public void forgetUnseen(Moment deadline, Moment now) {
        List<String> old = unseen.entrySet().stream()
                .takeWhile(pod -> pod.getValue().isBefore(deadline))
                .map(Map.Entry::getKey)
                .toList();
        for (String uid : old) {
            cluster.podByUid(uid)
                    .filter(entry -> !attempts.containsKey(uid))
                    .ifPresent(entry -> remove(entry.pod().id(), now));
        }
    }

    /** The ends of pods that have been on their way out for long are not waited for any more. */
    public void endPatience(Moment now) {
        Iterator<Map.Entry<String, Moment>> longest = leaving.entrySet().iterator();
        while (longest.hasNext()) {
            Map.Entry<String, Moment> next = longest.next();
            if (now.isBefore(next.getValue().plus(patience))) {
                break;
            }
            longest.remove();
            cluster.podByUid(next.getKey()).ifPresent(cluster::waitNoLonger);
        }
    }

    // ---- who waits

    /** Somebody asks about a pod of this scheduler: from now on its others wait here as well. */
    private void serve(String scheduler, Moment now) {
        for (String uid : schedulers.asked(scheduler)) {
            cluster.podByUid(uid).ifPresent(entry -> {
                enqueue(entry);
                followNomination(entry, now);
            });
        }
    }

    /** Counts the pod among those that wait for a place, if it does. Pods of others' schedulers wait elsewhere. */
    private void enqueue(PodEntry entry) {
        String uid = entry.pod().id().uid();
        String scheduler = entry.pod().scheduling().scheduler();
        boolean elsewhere = !schedulers.serves(scheduler);
        cluster.markElsewhere(entry, elsewhere);
        if (!waits(entry)) {
            dequeue(uid);
            return;
        }
        if (elsewhere) {
            // A node that is set aside for it is kept for it all the same.
            pending.remove(uid);
            schedulers.note(uid, scheduler);
            return;
        }
        schedulers.forget(uid);
        List<Contenders> slots = contenders(index.usages(entry.pod().id()), usage -> usage.contenders);
        List<Contenders> better = contenders(index.preferences(entry.pod().id()), preference -> preference.contenders);
        if (!slots.isEmpty() || !better.isEmpty()) {
            List<Contenders> reserved = new ArrayList<>();
            reservations
                    .of(uid)
                    .filter(reservation -> !reservation.claims().isEmpty())
                    .ifPresent(reservation -> reserved.addAll(slots));
            reservations
                    .of(uid)
                    .filter(reservation -> !reservation.hints().isEmpty())
                    .ifPresent(reservation -> reserved.addAll(better));
            pending.add(uid, Stream.concat(slots.stream(), better.stream()).toList(), reserved);
        }
    }

    private static <T> List<Contenders> contenders(List<T> wanted, Function<T, Contenders> contenders) {
        return wanted.stream().map(contenders).toList();
    }

    private void dequeue(String uid) {
        reservations.end(uid);
        lastOffers.remove(uid);
        pending.remove(uid);
        schedulers.forget(uid);
    }

    // ---- reservations

    /**
     * The nodes that the pod is offered out of those it may go to: its share of the slots that are neither taken nor
     * offered to others. Empty if there is none for it now. Nodes that plans of its Services want filled come first: a
     * share of others would leave scores nothing to choose from.
     *
     * @param targets what its Services want
     */
    public NodeSet reserve(
            PodEntry entry, List<Constraint> constraints, NodeSet open, List<Target> targets, Moment now) {
        String uid = entry.pod().id().uid();
        endOver(now);
        @Nullable Reservation standing = reservations.of(uid).orElse(null);
        if (standing != null
                && entry.pod().scheduling().grouped()
                && standing.nodes().intersects(open)) {
            // A pod group is tried as a whole, reverted and tried again, and nobody says when.
            if (!binds && !standing.held()) {
                reservations.begin(uid, standing.passing(now.plus(reservationLife)));
            }
            return standing.nodes().and(open);
        }
        reservations.end(uid);
        enqueue(entry);
        NodeSet free = open.minus(claimed(constraints, open));
        List<CapUsage> own = index.usages(entry.pod().id());
        if (own.isEmpty()) {
            return free;
        }
        List<Constraint> contested = constraints.stream()
                .filter(constraint -> isContested(constraint, entry))
                .toList();
        NodeSet offered = share(entry, own, constraints, contested, open, wanted(free, targets));
        if (!offered.isEmpty()) {
            Reservation reservation = new Reservation(
                    offered,
                    Reservations.claims(contested, offered),
                    hints(targets, offered),
                    false,
                    priority(entry),
                    now.plus(reservationLife));
            reservations.begin(uid, reservation);
            lastOffers.put(uid, offered);
            enqueue(entry);
        } else {
            followNomination(entry, now);
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
        return contention.alone() ? List.of() : Reservations.hints(contention.hints(), offered);
    }

    /**
     * Whether a slot that this pod is offered has to be kept from somebody else who waits. Where another binds, nothing is
     * checked later, and a sibling that turns up has to wait for the outcome.
     */
    private boolean isContested(Constraint constraint, PodEntry entry) {
        CapUsage usage = constraint.usage();
        return !binds
                || switch (constraint) {
                    case Constraint.Inverse inverse -> {
                        boolean carriesItToo = index.of(entry.pod().id())
                                .filter(own -> own.usages().contains(usage))
                                .isPresent();
                        yield usage.contenders.waiting > (carriesItToo ? 1 : 0);
                    }
                    case Constraint.Own own when usage.isShared() -> !usage.contenders.isAlone();
                    case Constraint.Own own -> {
                        int itself = entry.tallies().contains(usage.group) && !entry.isElsewhere() ? 1 : 0;
                        yield usage.group.unplaced() > itself;
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
        boolean alone = shared.stream().allMatch(usage -> usage.contenders.isAlone());
        NodeSet before = lastOffers.getOrDefault(entry.pod().id().uid(), new NodeSet());
        NodeSet offered = alone ? free : shares.choose(shared, free, before);
        boolean keepsOthersAway = contested.stream().anyMatch(constraint -> !constraint.isAmongSiblings());
        // At least half is left to those who may not be where this pod is; and much more where many such pods wait.
        return keepsOthersAway && binds ? shares.some(offered, Math.min(MOST_KEPT_CLEAR, offered.size() / 2)) : offered;
    }

    public static NodeSet claimed(List<Constraint> constraints, NodeSet open) {
        NodeSet claimed = new NodeSet();
        constraints.forEach(constraint -> claimed.addAll(constraint.claimed(open)));
        return claimed;
    }

    /**
     * When all slots are offered to others, yet not more pods wait than slots are free, somebody was not counted when the
     * offers were made: the least contended slots are offered once more, and bind decides.
     */
    private NodeSet overflow(PodEntry entry, List<CapUsage> shared, List<Constraint> constraints, NodeSet open) {
        boolean enough = shared.stream().allMatch(usage -> usage.contenders.waiting <= usage.untakenSlots(open));
        if (!binds || entry.pod().scheduling().grouped() || shared.isEmpty() || !enough) {
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
            contention += constraint.usage().groupClaims.countAt(node);
        }
        return contention;
    }

    /**
     * Which of the nodes that suit the pod best it is to be told to go to: its share of them among the siblings that wait.
     * They are noted like a reservation, and count for siblings' preferences as long.
     */
    public NodeSet shareBest(PodEntry entry, Contention contention, NodeSet best, Moment now) {
        String uid = entry.pod().id().uid();
        if (contention.alone() || entry.isPlaced()) {
            return best;
        }
        NodeSet chosen = shares.choose(best, contention.unserved());
        Reservation reservation = reservations
                .of(uid)
                .orElseGet(() -> new Reservation(
                        chosen, List.of(), List.of(), false, priority(entry), now.plus(reservationLife)));
        reservations.begin(
                uid, reservation.hinting(Reservations.hints(contention.hints(), chosen), now.plus(reservationLife)));
        enqueue(entry);
        return chosen;
    }

    /** What the pod hinted for is forgotten: it is scored anew. */
    public void endHints(PodEntry entry, Moment now) {
        String uid = entry.pod().id().uid();
        reservations
                .of(uid)
                .filter(reservation -> !reservation.hints().isEmpty())
                .ifPresent(reservation -> {
                    reservations.begin(uid, reservation.hinting(List.of(), now.plus(reservationLife)));
                    enqueue(entry);
                });
    }

    /** Ends the reservations whose time is over. */
    public void endOver(Moment now) {
        for (String uid : reservations.over(now)) {
            reservations.end(uid);
            cluster.podByUid(uid).ifPresent(entry -> {
                enqueue(entry);
                followNomination(entry, now);
            });
        }
    }

    // ---- nodes that are set aside

    /**
     * A node that is set aside for a pod is reserved to it alone, until it is bound, gone, or no longer nominated: the
     * scheduler may prepare volumes there for minutes (KEP-5278). Only as long as the pod could go there by what is known of the
     * node, though. To be called whenever the pod has no other reservation or permit any more.
     */
    public void followNomination(PodEntry entry, Moment now) {
        String uid = entry.pod().id().uid();
        Optional<String> nominated = nominations.nodeOf(entry.pod());
        nominatedNodes.follow(uid, entry.isBound() ? Optional.empty() : nominated, now);
        int node = nominatedNodes.of(uid).map(cluster.table()::number).orElse(NodeTable.ABSENT);
        if (waits(entry) && cluster.isOpen(node)) {
            hold(entry, index.constraints(entry), node, now);
        } else {
            reservations.of(uid).filter(Reservation::held).ifPresent(reservation -> {
                reservations.end(uid);
                if (!binds && waits(entry)) {
                    // kube-scheduler may bind it there as yet, and an offer would stand.
                    reservations.begin(uid, reservation.passing(now.plus(reservationLife)));
                }
                enqueue(entry);
            });
        }
    }

    /** Whether the pod is one that kube-scheduler has to find a place for. */
    public static boolean waits(PodEntry entry) {
        return !entry.isPlaced()
                && entry.pod().phase() == Pod.Phase.LIVE
                && !entry.pod().scheduling().gated();
    }

    /** Sets the node aside for the pod. */
    public void hold(PodEntry entry, List<Constraint> constraints, int node, Moment now) {
        NodeSet only = NodeSet.of(node);
        Reservation reservation =
                new Reservation(only, Reservations.claims(constraints, only), List.of(), true, priority(entry), now);
        reservations.begin(entry.pod().id().uid(), reservation);
        enqueue(entry);
    }

    /**
     * What is set aside, and where nobody checks a binding also what is offered, is kept by the rules, too, that have come up since.
     * Its cost follows the reservations that there are, once for each rule of a new kind.
     */
    private void claimAnew() {
        List<CapUsage> opened = index.takeOpened();
        if (opened.isEmpty()) {
            return;
        }
        for (String uid : reservations.uids(!binds)) {
            cluster.podByUid(uid).ifPresent(entry -> claimAnew(entry, opened));
        }
    }

    private void claimAnew(PodEntry entry, List<CapUsage> opened) {
        List<Constraint> constraints = index.constraints(entry);
        if (constraints.stream().anyMatch(constraint -> opened.contains(constraint.usage()))) {
            String uid = entry.pod().id().uid();
            reservations
                    .of(uid)
                    .ifPresent(reservation -> reservations.begin(
                            uid, reservation.claiming(Reservations.claims(constraints, reservation.nodes()))));
        }
    }

    private static int priority(PodEntry entry) {
        return entry.pod().scheduling().priority();
    }

    /** Takes in a node; what is set aside on it follows. */
    public void put(Node node, Moment now) {
        changeNode(node.name(), () -> cluster.put(node), now);
    }

    /** The node is gone; what was set aside on it is free. */
    public void removeNode(String name, Moment now) {
        changeNode(name, () -> cluster.removeNode(name), now);
    }

    /** Its cost follows the pods that are nominated to the node. */
    private void changeNode(String name, Runnable change, Moment now) {
        boolean wasOpen = cluster.isOpen(cluster.table().number(name));
        change.run();
        if (!wasOpen && cluster.isOpen(cluster.table().number(name))) {
            nominatedNodes.on(name).forEach(uid -> nominatedNodes.reopen(uid, now));
        }
        for (String uid : nominatedNodes.on(name)) {
            boolean offered = reservations
                    .of(uid)
                    .filter(reservation -> !reservation.held())
                    .isPresent();
            if (!offered) {
                cluster.podByUid(uid).ifPresent(entry -> followNomination(entry, now));
            }
        }
    }

    /** The node that is set aside for the pod, if one is. */
    public Optional<NodeSet> nominated(PodId id) {
        return reservations.of(id.uid()).filter(Reservation::held).map(Reservation::nodes);
    }

    /** The node that is to be set aside for the pod as soon as it has no other reservation; empty if there is none. */
    public Optional<NodeSet> nominatedNode(PodId id) {
        return nominatedNodes
                .of(id.uid())
                .map(cluster.table()::number)
                .filter(number -> number != NodeTable.ABSENT)
                .map(NodeSet::of);
    }

    /** Somebody asks about the pod. */
    public void asked(PodEntry entry, Moment now) {
        nominatedNodes.asked(entry.pod().id().uid(), now);
    }

    /** What is set aside for pods that nobody asks about any more is free. */
    public void endUnasked(Moment now) {
        for (String uid : nominatedNodes.unasked(now)) {
            cluster.podByUid(uid).ifPresent(this::giveUp);
        }
    }

    /** The pod may go to these nodes. If the one is among them that it is nominated to, that is not given up any more. */
    public void offered(PodEntry entry, NodeSet nodes, Moment now) {
        String uid = entry.pod().id().uid();
        if (isNominatedWithin(uid, nodes) && nominatedNodes.of(uid).isEmpty()) {
            nominatedNodes.reopen(uid, now);
            if (reservations.of(uid).isEmpty()) {
                followNomination(entry, now);
            }
        }
    }

    private boolean isNominatedWithin(String uid, NodeSet nodes) {
        return nominatedNodes
                .nominated(uid)
                .map(cluster.table()::number)
                .filter(nodes::contains)
                .isPresent();
    }

    /**
     * Pods go for one of these nodes, which kube-scheduler then nominates the pod to. Where it is nominated already the watch shows
     * no change. And if there is but one, its slots are kept from siblings until the watch shows that.
     */
    public void goesFor(PodEntry entry, List<Constraint> constraints, NodeSet nodes, Moment now) {
        String uid = entry.pod().id().uid();
        offered(entry, nodes, now);
        if (nodes.size() == 1 && reservations.of(uid).isEmpty()) {
            List<Reservation.Claim> claims = Reservations.claims(constraints, nodes);
            reservations.begin(
                    uid, new Reservation(nodes, claims, List.of(), false, priority(entry), now.plus(reservationLife)));
            enqueue(entry);
        }
    }

    /**
     * Whether pods of a lower priority are on their way out there: kube-scheduler goes for no other node meanwhile
     * (PodEligibleToPreemptOthers), though it asks about others.
     */
    public boolean isBeingCleared(PodEntry entry, NodeSet nodes) {
        return nodes.stream()
                .mapToObj(cluster::podsOn)
                .flatMap(Collection::stream)
                .anyMatch(other -> other.pod().phase() == Pod.Phase.TERMINATING
                        && !other.isOverdue()
                        && priority(other) < priority(entry));
    }

    /** What is set aside for the pod has not led where it should, and keeps nothing from others any more. */
    public void giveUp(PodEntry entry) {
        String uid = entry.pod().id().uid();
        nominatedNodes.giveUp(uid);
        if (reservations.of(uid).filter(Reservation::held).isPresent()) {
            reservations.end(uid);
            enqueue(entry);
        }
    }

    /**
     * What {@code question} answers to the pod if nothing were set aside for pods of a lower priority: kube-scheduler takes no
     * notice of their nominations either. Not where another binds: a pod of a lower priority may be on its way there, and nothing
     * would keep it from there.
     */
    public <T> T lookingPastLower(PodEntry entry, List<Constraint> constraints, Supplier<T> question) {
        if (!binds) {
            return question.get();
        }
        List<Tally> tallies = constraints.stream()
                .flatMap(constraint -> Stream.of(constraint.usage().groupClaims, constraint.usage().carrierClaims))
                .toList();
        return reservations.lookingPast(priority(entry), tallies, question);
    }

    /**
     * The nodes among {@code open} where slots that are set aside for other pods leave none for this one; the one that is set
     * aside for it itself is never among them. Pods that are set the same slot aside do not keep each other out: whichever is
     * bound first has it. To be asked {@link #lookingPastLower}.
     */
    public NodeSet heldForOthers(PodEntry entry, List<Constraint> constraints, NodeSet open) {
        NodeSet setAside = new NodeSet();
        for (Constraint constraint : constraints) {
            CapUsage usage = constraint.usage();
            Set<Integer> domains = new HashSet<>(reservations.heldDomains(usage.groupClaims));
            domains.addAll(reservations.heldDomains(usage.carrierClaims));
            for (int domain : domains) {
                if (isSetAside(entry.pod().id(), constraint, domain)) {
                    setAside.addAll(usage.group.topology().nodes(domain));
                }
            }
        }
        setAside.retainAll(open);
        nominated(entry.pod().id()).ifPresent(setAside::removeAll);
        return setAside;
    }

    private boolean isSetAside(PodId pod, Constraint constraint, int domain) {
        CapUsage usage = constraint.usage();
        int group = reservations.heldByOthers(pod.uid(), usage.groupClaims, domain);
        int carriers = reservations.heldByOthers(pod.uid(), usage.carrierClaims, domain);
        boolean full = group > 0 && usage.group.reckoned(domain) + group >= usage.cap.max();
        return switch (constraint) {
            case Constraint.Own own -> full;
            case Constraint.Inverse inverse
            when usage.isShared() -> full && usage.carriers.reckoned(domain) + carriers > 0;
            case Constraint.Inverse inverse -> carriers > 0;
        };
    }

    /**
     * Whether slots that siblings were just offered leave none for this pod on the node: one of them may be on its way there,
     * and be the very reason why there is no room. What the pod was offered itself is over: it is looked for victims for.
     */
    public boolean isOnOffer(PodEntry entry, List<Constraint> constraints, int node) {
        return constraints.stream().anyMatch(constraint -> {
            CapUsage usage = constraint.usage();
            int domain = usage.group.topology().domain(node);
            int group = reservations.passing(usage.groupClaims, domain);
            int carriers = reservations.passing(usage.carrierClaims, domain);
            int held = reservations.heldByOthers(entry.pod().id().uid(), usage.groupClaims, domain);
            boolean full = group > 0 && usage.group.reckoned(domain) + held + group >= usage.cap.max();
            return switch (constraint) {
                case Constraint.Own own -> full;
                case Constraint.Inverse inverse
                when usage.isShared() -> full && usage.carriers.count(domain) + carriers > 0;
                case Constraint.Inverse inverse -> carriers > 0;
            };
        });
    }

    /** Ends what the pod was offered, unless a node is set aside for it. */
    public void endOffer(PodEntry entry, Moment now) {
        String uid = entry.pod().id().uid();
        reservations.of(uid).filter(reservation -> !reservation.held()).ifPresent(reservation -> {
            reservations.end(uid);
            enqueue(entry);
            followNomination(entry, now);
        });
    }

    /** Whether the watch has shown the pod, and nobody has asked about it yet. */
    public boolean isUntouched(String uid) {
        return reservations.of(uid).isEmpty() && !lastOffers.containsKey(uid) && !unseen.containsKey(uid);
    }

    // ---- permits

    /** The pod takes its slot on the node; again, if a binding of it to that node is in doubt. */
    public Permit permit(PodEntry entry, String node, Moment now) {
        PodId pod = entry.pod().id();
        Permit permit = new Permit(++permitsGiven, pod, node, now);
        if (!entry.isPlaced()) {
            nominations.permitted(pod.uid());
            dequeue(pod.uid());
            cluster.permit(entry, node);
        }
        @Nullable BindAttempt attempt = attempts.get(pod.uid());
        if (attempt == null && entry.isBound()) {
            return permit;
        }
        if (attempt == null) {
            attempts.put(pod.uid(), new BindAttempt(permit));
        } else {
            attempt.permit(permit);
        }
        return permit;
    }

    /** The pod is bound to a node, whatever was permitted; a binding is forgotten only when the pod is gone. */
    public void bound(Permit permit, String node, Moment now) {
        answered(permit);
        cluster.pod(permit.pod()).ifPresent(entry -> {
            if (!entry.isBound()) {
                dequeue(permit.pod().uid());
                cluster.bind(entry, node);
                letIn(entry, now);
            }
        });
        @Nullable BindAttempt attempt = attempts.get(permit.pod().uid());
        if (attempt != null) {
            attempt.bound(now);
        }
    }

    /** The binding of this permit has not happened and will not; those of others may have. */
    public void failed(Permit permit) {
        answered(permit);
        withdrawIfOver(permit.pod());
    }

    /** The binding of this permit may have happened, or may yet. */
    public void doubted(Permit permit, Moment now) {
        answered(permit);
        @Nullable BindAttempt attempt = attempts.get(permit.pod().uid());
        if (attempt != null) {
            attempt.doubted(now);
        }
    }

    private void answered(Permit permit) {
        @Nullable BindAttempt attempt = attempts.get(permit.pod().uid());
        if (attempt != null) {
            attempt.answered(permit);
        }
    }

    private void withdrawIfOver(PodId pod) {
        @Nullable BindAttempt attempt = attempts.get(pod.uid());
        if (attempt != null && attempt.isOver()) {
            withdraw(pod);
        }
    }

    private void withdraw(PodId pod) {
        @Nullable BindAttempt attempt = attempts.remove(pod.uid());
        cluster.pod(pod).filter(PodEntry::isPermitted).ifPresent(entry -> {
            cluster.withdraw(entry);
            enqueue(entry);
            if (attempt != null) {
                Moment sent = attempt.latest().sent();
                nominations.withdrawn(pod.uid(), sent);
                followNomination(entry, sent);
            }
        });
    }

    /** The permits whose pods have to be looked up now. */
    public List<Permit> due(PlacementSettings settings, Moment now) {
        List<Permit> due = new ArrayList<>();
        for (BindAttempt attempt : attempts.values()) {
            if (attempt.isDue(settings, now)) {
                attempt.read();
                due.add(attempt.latest());
            }
        }
        return due;
    }

    /** A read for this permit has ended; tells whether what it showed still counts. */
    public boolean wasRead(Permit permit) {
        @Nullable BindAttempt attempt = attempts.get(permit.pod().uid());
        return attempt != null && attempt.wasRead(permit);
    }

    /** A read has shown the pod bound; the watch, which will tell when it is gone, has not yet. */
    public void readBound(Permit permit, PlacementSettings settings, Moment now) {
        @Nullable BindAttempt attempt = attempts.get(permit.pod().uid());
        if (attempt != null) {
            attempt.readBound(settings, now);
        }
    }

    /** A read that still counts has shown the pod unbound, long enough after the last doubt. */
    public void readUnbound(Permit permit) {
        withdraw(permit.pod());
    }

    /** The pods that are permitted and not known to be bound, by what is to be settled; for tests. */
    List<PodEntry> permitted() {
        return attempts.values().stream()
                .flatMap(attempt -> cluster.pod(attempt.latest().pod()).stream())
                .filter(PodEntry::isPermitted)
                .toList();
    }

    private PodEntry entry(PodId id) {
        return cluster.pod(id).orElseThrow(() -> new IllegalStateException("unknown pod " + id));
    }

    /** How much is kept, for figures and tests. */
    public Sizes sizes() {
        return new Sizes(
                index.size(),
                reservations.size(),
                pending.size(),
                attempts.size(),
                lastOffers.size(),
                unseen.size(),
                gone.size(),
                ended.size());
    }

    /** How many of each thing the ledger keeps. */
    public record Sizes(
            int index, int reservations, int waiting, int attempts, int lastOffers, int unseen, int gone, int ended) {}
}
