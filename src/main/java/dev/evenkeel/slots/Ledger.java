package dev.evenkeel.slots;

import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodFollower;
import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.caps.Constraint;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.caps.PodConstraints;
import dev.evenkeel.caps.SoftGroups;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.objects.Versions;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which slot: the only place where slots are taken and given back. A slot is taken by a pod that is bound, by one
 * that is permitted, or by a reservation, and by one pod only once: a reservation ends when its pod is permitted, and a
 * permitted pod becomes a bound one without leaving its place. {@link PodState} draws a pod's way.
 */
public final class Ledger {
    /** How many pods are let in at most as room appears: what one event may cost. */
    private static final int LET_IN_AT_ONCE = 8;

    private final Cluster cluster;
    private final PlacementSettings settings;
    private final SoftGroups soft;
    private final PodStates states;
    private final ConstraintIndex index;
    private final GonePods gone = new GonePods();
    private final List<PodFollower> followers = new ArrayList<>();
    private NominationFollower nominations = NominationFollower.NONE;

    private long permitsGiven;

    /** Nobody holds anything yet. */
    public Ledger(Cluster cluster, PlacementSettings settings, RuleLimits limits) {
        this.cluster = cluster;
        this.settings = settings;
        this.soft = new SoftGroups(limits.softGroups());
        this.states = new PodStates(cluster, new Schedulers(settings.schedulers()));
        this.index = new ConstraintIndex(
                cluster, uid -> Optional.ofNullable(states.of(uid).constraints()), limits.liveGroups(), soft);
    }

    /** What binds each pod. */
    public ConstraintIndex index() {
        return index;
    }

    /** What each pod holds and waits for. */
    public PodStates states() {
        return states;
    }

    /** What slots that are kept for others leave to a pod. */
    public HeldSlots slots() {
        return new HeldSlots(states, settings.binds());
    }

    /** Where groups are noted that only preferences and plans count. */
    public SoftGroups soft() {
        return soft;
    }

    /** From now on the follower is called for each pod. */
    public void follow(PodFollower follower) {
        followers.add(follower);
    }

    /** From now on slots are held for pods that are nominated; to be called before anything happens. */
    public void holdBy(NominationFollower follower) {
        nominations = follower;
    }

    // ---- pods come and change

    /**
     * Takes in a pod.
     *
     * @param shown whether the watch says so, which will then also show when the pod is gone; rather than a filter call, or a
     *     read
     */
    public void put(PodInfo info, boolean shown, Moment now) {
        Pod pod = info.pod();
        if (shown) {
            gone.isShown(pod.id().uid());
        }
        if (gone.contains(pod.id().uid())) {
            return;
        }
        @Nullable PodEntry known = cluster.pod(pod.id()).orElse(null);
        boolean isNews = isNews(pod, shown);
        boolean isUnseen = !shown && (known == null || states.of(pod.id().uid()).lastHeard() != null);
        if (known != null) {
            states.hear(pod.id().uid(), isUnseen ? now : null);
        }
        if (!shown) {
            serve(pod.scheduling().scheduler(), now);
        }
        if (!isNews) {
            cluster.pod(pod.id()).ifPresent(entry -> letIn(entry, now));
            return;
        }
        cluster.pod(pod.id().namespace(), pod.id().name())
                .map(entry -> entry.pod().id())
                .filter(namesake -> !namesake.equals(pod.id()))
                .ifPresent(this::remove);
        admit(info, isUnseen, now);
        if (shown && pod.node().isPresent()) {
            change(entry(pod.id()), state -> state.attempting(null));
        }
        readmit(now);
    }

    /** A filter call says no more of a version than the watch did. */
    private boolean isNews(Pod pod, boolean shown) {
        boolean isKnown = !shown
                && cluster.pod(pod.id())
                        .filter(entry -> !Versions.isOlder(entry.pod().version(), pod.version()))
                        .isPresent();
        return !isKnown && !cluster.knowsNewer(pod);
    }

    private void admit(PodInfo info, boolean isUnseen, Moment now) {
        PodId id = info.pod().id();
        @Nullable PodConstraints before = states.of(id.uid()).constraints();
        boolean isSame = before != null && before.asksTheSame(info);
        @Nullable PodConstraints constraints = index.admit(info, before, holdsPlace(info.pod()));
        cluster.put(info.pod(), constraints == null ? List.of() : constraints.carriers());
        PodEntry entry = entry(id);
        PodState state = isSame ? states.of(id.uid()) : states.of(id.uid()).notWaiting();
        boolean leaves = entry.pod().phase() == Pod.Phase.TERMINATING && !entry.isOverdue();
        @Nullable Moment leavingSince = leaves && state.leavingSince() == null ? now : state.leavingSince();
        states.change(
                entry,
                state.constrainedBy(constraints).heard(isUnseen ? now : null).leaving(leaves ? leavingSince : null));
        claimForNewCaps();
        followers.forEach(follower -> follower.changed(info));
        nominations.follow(entry, now);
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
        @Nullable PodConstraints before = states.of(entry.pod().id().uid()).constraints();
        if (before == null || !before.crowdedOut()) {
            return;
        }
        PodConstraints constraints = index.letIn(before, entry.pod(), holdsPlace(entry.pod()));
        if (!constraints.crowdedOut()) {
            cluster.carry(entry, constraints.carriers());
            change(entry, state -> state.constrainedBy(constraints));
            claimForNewCaps();
            nominations.follow(entry, now);
        }
    }

    /**
     * What is held, and where nobody checks a binding also what is offered, is kept by the rules, too, that have come up since.
     * Its cost follows the reservations that there are, once for each rule of a new kind.
     */
    private void claimForNewCaps() {
        List<CapUsage> opened = index.takeOpened();
        if (opened.isEmpty()) {
            return;
        }
        for (String uid : states.reserving(!settings.binds())) {
            cluster.podByUid(uid).ifPresent(entry -> claimAgain(entry, opened));
        }
    }

    private void claimAgain(PodEntry entry, List<CapUsage> opened) {
        List<Constraint> constraints = index.constraints(entry);
        @Nullable Reservation reservation = reservation(entry).orElse(null);
        if (reservation != null && constraints.stream().anyMatch(each -> opened.contains(each.usage()))) {
            reserve(entry, reservation.claiming(Reservation.claims(constraints, reservation.nodes())));
        }
    }

    /** Somebody asks about a pod of this scheduler: from now on its others wait here as well. */
    private void serve(String scheduler, Moment now) {
        for (String uid : states.serve(scheduler)) {
            cluster.podByUid(uid).ifPresent(entry -> freed(entry, UnaryOperator.identity(), now));
        }
    }

    // ---- pods go

    /** The watch shows that the pod is gone: a call that is on its way does not bring it back. */
    public void end(PodId id, Moment now) {
        remove(id, now);
        gone.ended(id.uid(), now);
    }

    /**
     * The API server says that the pod is gone, which the watch has not shown yet: what it shows of it from before must not bring
     * it back. That is remembered until the watch shows its end, or as long as a pod that the watch does not show.
     */
    public void removeBeforeShown(PodId id, Moment now) {
        if (cluster.pod(id).isPresent()) {
            remove(id, now);
            gone.endedBeforeShown(id.uid(), now.plus(settings.unseenLife()));
        }
    }

    private void remove(PodId id, Moment now) {
        gone.forgetBeforeShown(id.uid());
        remove(id);
        readmit(now);
    }

    private void remove(PodId id) {
        @Nullable PodConstraints constraints = states.of(id.uid()).constraints();
        states.remove(id.uid());
        cluster.remove(id);
        index.forget(id.uid(), constraints);
        nominations.gone(id.uid());
        followers.forEach(follower -> follower.gone(id));
    }

    /** Forgets what has had its time: pods that only filter calls have shown and nobody bound, and the ends of others. */
    public void forget(Moment now) {
        Moment deadline = new Moment(now.nanos() - settings.unseenLife().toNanos());
        for (String uid : states.unseenSince(deadline)) {
            if (states.of(uid).attempt() == null) {
                cluster.podByUid(uid).ifPresent(entry -> remove(entry.pod().id(), now));
            }
        }
        gone.forget(now);
    }

    /** The ends of pods that have been on their way out for long are not waited for any more. */
    public void endPatience(Moment now) {
        Duration patience = settings.terminatingPatience();
        for (String uid : states.leavingSince(new Moment(now.nanos() - patience.toNanos()))) {
            cluster.podByUid(uid).ifPresent(entry -> {
                cluster.waitNoLonger(entry);
                change(entry, state -> state.leaving(null));
            });
        }
    }

    // ---- nodes

    /** Takes in a node. */
    public void put(Node node, Moment now) {
        changeNode(node.name(), () -> cluster.put(node), now);
    }

    /** The node is gone. */
    public void removeNode(String name, Moment now) {
        changeNode(name, () -> cluster.removeNode(name), now);
    }

    private void changeNode(String name, Runnable change, Moment now) {
        boolean wasOpen = cluster.isOpen(cluster.table().number(name));
        change.run();
        boolean opened = !wasOpen && cluster.isOpen(cluster.table().number(name));
        nominations.nodeChanged(name, opened, now);
    }

    // ---- reservations

    /** The slots that are kept for the pod. */
    public Optional<Reservation> reservation(PodEntry entry) {
        return Optional.ofNullable(states.of(entry.pod().id().uid()).reservation());
    }

    /** From now on these slots are kept for the pod, and no others. */
    public void reserve(PodEntry entry, Reservation reservation) {
        change(entry, state -> state.reserving(reservation, cluster.table().generation()));
    }

    /** From now on these slots are kept for the pod, and their nodes are what it was offered last. */
    public void offer(PodEntry entry, Reservation reservation) {
        change(
                entry,
                state -> state.reserving(reservation, cluster.table().generation())
                        .offered(reservation.nodes()));
    }

    /** Nothing is kept for the pod any more. */
    public void release(PodEntry entry) {
        change(entry, PodState::unreserved);
    }

    /** Ends what the pod was offered, unless its slots are held. */
    public void endOffer(PodEntry entry, Moment now) {
        if (reservation(entry).filter(each -> !each.held()).isPresent()) {
            freed(entry, PodState::unreserved, now);
        }
    }

    /** Ends the reservations whose time is over. */
    public void endOver(Moment now) {
        for (String uid : states.over(now)) {
            cluster.podByUid(uid).ifPresent(entry -> freed(entry, PodState::unreserved, now));
        }
    }

    private void freed(PodEntry entry, UnaryOperator<PodState> change, Moment now) {
        change(entry, change);
        nominations.follow(entry, now);
    }

    private void change(PodEntry entry, UnaryOperator<PodState> change) {
        states.change(entry, change.apply(states.of(entry.pod().id().uid())));
    }

    // ---- permits

    /** The pod takes its slot on the node; again, if a binding of it to that node is in doubt. */
    public Permit permit(PodEntry entry, String node, Moment now) {
        PodId pod = entry.pod().id();
        Permit permit = new Permit(++permitsGiven, pod, node, now);
        if (!entry.isPlaced()) {
            nominations.permitted(pod.uid());
            cluster.permit(entry, node);
        }
        @Nullable BindAttempt attempt = states.of(pod.uid()).attempt();
        if (attempt == null && entry.isBound()) {
            return permit;
        }
        change(entry, state -> state.attempting(attempt == null ? BindAttempt.of(permit) : attempt.permitted(permit)));
        return permit;
    }

    /** The pod is bound to a node, whatever was permitted; a binding is forgotten only when the pod is gone. */
    public void bound(Permit permit, String node, Moment now) {
        attempt(permit, attempt -> attempt.answered(permit));
        cluster.pod(permit.pod()).filter(entry -> !entry.isBound()).ifPresent(entry -> {
            cluster.bind(entry, node);
            change(entry, UnaryOperator.identity());
            letIn(entry, now);
        });
        attempt(permit, attempt -> attempt.succeeded(now));
    }

    /** The binding of this permit has not happened and will not; those of others may have. */
    public void failed(Permit permit) {
        attempt(permit, attempt -> attempt.answered(permit));
        @Nullable BindAttempt attempt = states.of(permit.pod().uid()).attempt();
        if (attempt != null && attempt.isOver()) {
            withdraw(permit.pod());
        }
    }

    /** The binding of this permit may have happened, or may yet. */
    public void doubted(Permit permit, Moment now) {
        attempt(permit, attempt -> attempt.answered(permit).doubted(now));
    }

    private void attempt(Permit permit, UnaryOperator<BindAttempt> change) {
        @Nullable BindAttempt attempt = states.of(permit.pod().uid()).attempt();
        if (attempt != null) {
            cluster.pod(permit.pod())
                    .ifPresent(entry -> change(entry, state -> state.attempting(change.apply(attempt))));
        }
    }

    private void withdraw(PodId pod) {
        @Nullable PodEntry entry = cluster.pod(pod).orElse(null);
        if (entry == null) {
            return;
        }
        @Nullable BindAttempt attempt = states.of(pod.uid()).attempt();
        boolean isPermitted = entry.isPermitted();
        if (isPermitted) {
            cluster.withdraw(entry);
        }
        change(entry, state -> state.attempting(null));
        if (isPermitted && attempt != null) {
            nominations.withdrawn(entry, attempt.latest().sent());
        }
    }

    /** The permits whose pods have to be looked up now. */
    public List<Permit> due(Moment now) {
        List<Permit> due = new ArrayList<>();
        for (String uid : states.attempting()) {
            @Nullable BindAttempt attempt = states.of(uid).attempt();
            if (attempt != null && attempt.isDue(settings, now)) {
                attempt(attempt.latest(), BindAttempt::readBegins);
                due.add(attempt.latest());
            }
        }
        return due;
    }

    /** A read for this permit has ended; whether what it showed still counts. */
    public boolean wasRead(Permit permit) {
        @Nullable BindAttempt attempt = states.of(permit.pod().uid()).attempt();
        boolean counts = attempt != null && attempt.isReadFor(permit);
        attempt(permit, BindAttempt::readEnded);
        return counts;
    }

    /** A read has shown the pod bound; the watch, which will show when it is gone, has not yet. */
    public void readBound(Permit permit, Moment now) {
        attempt(permit, attempt -> attempt.readBound(settings, now));
    }

    /** A read that still counts has shown the pod unbound, long enough after the last doubt. */
    public void readUnbound(Permit permit) {
        withdraw(permit.pod());
    }

    private PodEntry entry(PodId id) {
        return cluster.pod(id).orElseThrow(() -> new IllegalStateException("unknown pod " + id));
    }

    /** How many pods only filter calls have shown, and of how many it is remembered that they are gone. */
    public Sizes sizes() {
        return new Sizes(states.unseen(), gone.sizeBeforeShown());
    }

    /** How many of each thing the ledger keeps. */
    public record Sizes(int unseen, int gone) {}
}
