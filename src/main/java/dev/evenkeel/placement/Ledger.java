package dev.evenkeel.placement;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.cluster.Versions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which slot: the only place where slots are taken and given back. A slot is taken by a pod that is bound and
 * by one that is permitted, each exactly once, since a permitted pod becomes a bound one without leaving its place.
 *
 * <p>Limits and preferences exist exactly as long as a known pod shares in them.
 */
final class Ledger {
    private final Cluster cluster;
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Map<Limit.Key, Limit> limits = new HashMap<>();
    private final Map<Tally, List<Limit>> limitsByGroup = new HashMap<>();
    private final Map<String, Permit> permits = new LinkedHashMap<>();
    /** UIDs of the pods whose accounts are crowded out, the longest waiting first. */
    private final Set<String> crowdedOut = new LinkedHashSet<>();

    private final int mostGroups;
    private long permitsGiven;

    Ledger(Cluster cluster, int mostGroups) {
        this.cluster = cluster;
        this.mostGroups = mostGroups;
    }

    // ---- pods come, change and go

    /**
     * Takes in a pod.
     *
     * @param shown whether the watch or a consistent read says so, rather than a filter call
     */
    void put(Applicant applicant, boolean shown, Moment now) {
        if (isNoNews(applicant.pod(), shown)) {
            return;
        }
        PodId id = applicant.pod().id();
        cluster.pod(id.namespace(), id.name())
                .map(entry -> entry.pod().id())
                .filter(known -> !known.equals(id))
                .ifPresent(this::remove);
        Account account = account(applicant, shown, now);
        cluster.put(applicant.pod(), account.carriers());
        if (account.shown && !applicant.ask().isSomething()) {
            accounts.remove(id.uid());
        }
        if (entry(id).isBound()) {
            permits.remove(id.uid());
        }
        readmit();
    }

    /** A filter call says no more of a version than the watch did. */
    private boolean isNoNews(Pod pod, boolean shown) {
        return cluster.knowsNewer(pod)
                || (!shown
                        && cluster.pod(pod.id())
                                .filter(entry -> !Versions.isOlder(entry.pod().version(), pod.version()))
                                .isPresent());
    }

    void remove(PodId id) {
        cluster.remove(id);
        permits.remove(id.uid());
        Account account = accounts.remove(id.uid());
        crowdedOut.remove(id.uid());
        if (account != null) {
            leave(account);
            readmit();
        }
    }

    /** Forgets pods without a place that were last seen in a filter call before {@code deadline}. */
    void forgetUnseen(Moment deadline) {
        List<String> unseen = accounts.entrySet().stream()
                .filter(account -> !account.getValue().shown)
                .filter(account -> account.getValue().since.isBefore(deadline))
                .map(Map.Entry::getKey)
                .toList();
        for (String uid : unseen) {
            cluster.podByUid(uid)
                    .filter(entry -> !entry.isPlaced())
                    .ifPresent(entry -> remove(entry.pod().id()));
        }
    }

    private Account account(Applicant applicant, boolean shown, Moment now) {
        String uid = applicant.pod().id().uid();
        Account known = accounts.get(uid);
        Account account = known != null && known.isSameWish(applicant) ? known : open(applicant, known, now);
        accounts.put(uid, shown ? account.asShown() : account);
        return accounts.get(uid);
    }

    private Account open(Applicant applicant, @Nullable Account previous, Moment now) {
        Moment since = previous == null ? now : previous.since;
        boolean shown = previous != null && previous.shown;
        // Before the previous one is left, so that what both share in need not be counted again.
        Account opened = openIfRoom(applicant, since, shown);
        if (previous != null) {
            leave(previous);
        }
        return opened;
    }

    private Account openIfRoom(Applicant applicant, Moment since, boolean shown) {
        String uid = applicant.pod().id().uid();
        crowdedOut.remove(uid);
        if (!(applicant.ask() instanceof Ask.Ruled(Rule rule))) {
            return Account.open(applicant, List.of(), List.of(), since, shown);
        }
        List<Limit.Key> required = rule.limits(applicant.pod());
        if (!hasRoom(required)) {
            crowdedOut.add(uid);
            return Account.crowdedOut(applicant, since, shown);
        }
        List<Limit> joined = required.stream().map(this::join).toList();
        List<Preference> preferences = rule.preferences(applicant.pod()).stream()
                .filter(key -> hasRoom(List.of(key)))
                .map(key -> new Preference(key, cluster.acquire(key.tally())))
                .toList();
        return Account.open(applicant, joined, preferences, since, shown);
    }

    /** A preference without room is passed over; a required rule then waits, and no live group is ever given up. */
    private boolean hasRoom(List<Limit.Key> keys) {
        long more = keys.stream()
                .map(Limit.Key::tally)
                .distinct()
                .filter(key -> !cluster.counts(key))
                .count();
        return cluster.selectingTallies() + more <= mostGroups;
    }

    /** Opens accounts that were crowded out, as far as there is room by now. */
    private void readmit() {
        while (!crowdedOut.isEmpty() && cluster.selectingTallies() < mostGroups) {
            String uid = crowdedOut.iterator().next();
            @Nullable Account waiting = accounts.get(uid);
            @Nullable PodEntry entry = cluster.podByUid(uid).orElse(null);
            crowdedOut.remove(uid);
            if (waiting != null && entry != null) {
                Account opened = openIfRoom(new Applicant(entry.pod(), waiting.ask), waiting.since, waiting.shown);
                accounts.put(uid, opened);
                cluster.put(entry.pod(), opened.carriers());
                if (opened.crowdedOut) {
                    return;
                }
            }
        }
    }

    private Limit join(Limit.Key key) {
        Limit limit = limits.computeIfAbsent(key, this::openLimit);
        limit.users++;
        return limit;
    }

    private Limit openLimit(Limit.Key key) {
        Limit limit = new Limit(key, cluster);
        limitsByGroup.computeIfAbsent(limit.group, first -> new ArrayList<>(1)).add(limit);
        return limit;
    }

    private void leave(Account account) {
        account.limits.forEach(this::leave);
        account.preferences.forEach(preference -> cluster.release(preference.key().tally()));
    }

    private void leave(Limit limit) {
        if (--limit.users > 0) {
            return;
        }
        limits.remove(limit.key);
        List<Limit> ofGroup = limitsByGroup.get(limit.group);
        if (ofGroup != null && ofGroup.remove(limit) && ofGroup.isEmpty()) {
            limitsByGroup.remove(limit.group);
        }
        cluster.drop(limit.carriers);
        cluster.release(limit.key.tally());
    }

    // ---- what binds a pod

    /** The limits that a known pod has to keep, its own first. */
    List<Constraint> constraints(PodEntry entry) {
        List<Constraint> constraints = new ArrayList<>();
        List<Limit> own = ownLimits(entry.pod().id());
        own.forEach(limit -> constraints.add(new Constraint.Own(limit)));
        for (Tally group : entry.tallies()) {
            for (Limit limit : limitsByGroup.getOrDefault(group, List.of())) {
                if (!own.contains(limit)) {
                    constraints.add(new Constraint.Inverse(limit));
                }
            }
        }
        return constraints;
    }

    /** Whether the pod's rule waits for room for another group. */
    boolean isCrowdedOut(PodId id) {
        Account account = accounts.get(id.uid());
        return account != null && account.crowdedOut;
    }

    /** The rule of a pod, if it carries one. */
    Optional<Rule> rule(PodId id) {
        Account account = accounts.get(id.uid());
        return account != null && account.ask instanceof Ask.Ruled(Rule rule) ? Optional.of(rule) : Optional.empty();
    }

    /** What is wrong with the annotations of a pod, if anything is. */
    Optional<RuleError> ruleError(PodId id) {
        Account account = accounts.get(id.uid());
        return account != null && account.ask instanceof Ask.Malformed(RuleError error)
                ? Optional.of(error)
                : Optional.empty();
    }

    List<Preference> preferences(PodId id) {
        Account account = accounts.get(id.uid());
        return account == null ? List.of() : account.preferences;
    }

    private List<Limit> ownLimits(PodId id) {
        Account account = accounts.get(id.uid());
        return account == null ? List.of() : account.limits;
    }

    // ---- permits

    Permit permit(PodEntry entry, String node, Moment now) {
        if (!entry.isPlaced()) {
            cluster.permit(entry, node);
        }
        Permit permit = new Permit(++permitsGiven, entry.pod().id(), node, now);
        permits.put(permit.pod().uid(), permit);
        return permit;
    }

    /** Whether this permit, and no later one of the same pod, is still open. */
    boolean isOpen(Permit permit) {
        Permit current = permits.get(permit.pod().uid());
        return current != null && current.number() == permit.number();
    }

    Optional<Permit> openPermit(PodId id) {
        return Optional.ofNullable(permits.get(id.uid()));
    }

    Collection<Permit> openPermits() {
        return List.copyOf(permits.values());
    }

    /** The binding has happened. */
    void confirm(Permit permit) {
        cluster.pod(permit.pod()).filter(PodEntry::isPermitted).ifPresent(cluster::confirm);
        permits.remove(permit.pod().uid());
    }

    /** The binding has not happened and will not. */
    void withdraw(Permit permit) {
        cluster.pod(permit.pod()).filter(PodEntry::isPermitted).ifPresent(cluster::withdraw);
        permits.remove(permit.pod().uid());
    }

    private PodEntry entry(PodId id) {
        return cluster.pod(id).orElseThrow(() -> new IllegalStateException("unknown pod " + id));
    }
}
