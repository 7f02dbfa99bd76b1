package dev.evenkeel.placement;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each known pod asks for, as limits and preferences that all share who ask for the same. A limit or preference
 * exists exactly as long as a known pod shares in it.
 */
final class Accounts {
    private final Cluster cluster;
    private final int mostGroups;
    private final Map<String, Account> byUid = new HashMap<>();
    private final Map<Limit.Key, Limit> limits = new HashMap<>();
    private final Map<Limit.Key, Preference> preferences = new HashMap<>();
    private final Map<Tally, List<Limit>> limitsByGroup = new HashMap<>();
    /** UIDs of the pods whose accounts are crowded out, the longest waiting first. */
    private final Set<String> crowdedOut = new LinkedHashSet<>();

    /**
     * No accounts.
     *
     * @param mostGroups how many selecting tallies there may be
     */
    Accounts(Cluster cluster, int mostGroups) {
        this.cluster = cluster;
        this.mostGroups = mostGroups;
    }

    Optional<Account> of(PodId id) {
        return Optional.ofNullable(byUid.get(id.uid()));
    }

    int size() {
        return byUid.size();
    }

    // ---- pods come, change and go

    /** Takes in what a pod asks for, and says which tallies count it as a carrier from now on. */
    List<Tally> put(Applicant applicant) {
        String uid = applicant.pod().id().uid();
        @Nullable Account known = byUid.get(uid);
        if (known != null && known.isSameWish(applicant)) {
            return known.carriers();
        }
        // Before the known one is left, so that what both share in need not be counted again.
        Account opened = open(applicant);
        remove(uid);
        if (applicant.ask().isSomething()) {
            byUid.put(uid, opened);
        }
        if (opened.crowdedOut()) {
            crowdedOut.add(uid);
        }
        return opened.carriers();
    }

    void remove(String uid) {
        crowdedOut.remove(uid);
        @Nullable Account account = byUid.remove(uid);
        if (account != null) {
            account.limits().forEach(this::leave);
            account.preferences().forEach(this::leave);
        }
    }

    /** Takes the pod out that waits longest for room, if there is room by now; it is to be put in again. */
    Optional<Applicant> takeCrowdedOut() {
        if (crowdedOut.isEmpty() || cluster.selectingTallies() >= mostGroups) {
            return Optional.empty();
        }
        String uid = crowdedOut.iterator().next();
        Account waiting = byUid.get(uid);
        remove(uid);
        return Optional.ofNullable(waiting).map(Account::applicant);
    }

    private Account open(Applicant applicant) {
        if (!(applicant.ask() instanceof Ask.Ruled(Rule rule))) {
            return new Account(applicant, false, List.of(), List.of());
        }
        List<Limit.Key> required = rule.limits(applicant.pod());
        if (!hasRoom(required)) {
            return new Account(applicant, true, List.of(), List.of());
        }
        List<Limit> joined = required.stream().map(this::join).toList();
        List<Preference> preferences = rule.preferences(applicant.pod()).stream()
                .filter(key -> hasRoom(List.of(key)))
                .map(this::share)
                .toList();
        return new Account(applicant, false, joined, preferences);
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

    private Preference share(Limit.Key key) {
        Preference preference = preferences.computeIfAbsent(key, first -> new Preference(first, cluster));
        preference.users++;
        return preference;
    }

    private void leave(Preference preference) {
        if (--preference.users == 0) {
            preferences.remove(preference.key);
            preference.close(cluster);
        }
    }

    private void leave(Limit limit) {
        if (--limit.users > 0) {
            return;
        }
        limits.remove(limit.key);
        List<Limit> ofGroup = limitsByGroup.getOrDefault(limit.group, new ArrayList<>());
        ofGroup.remove(limit);
        if (ofGroup.isEmpty()) {
            limitsByGroup.remove(limit.group);
        }
        limit.close(cluster);
    }

    // ---- what binds a pod

    /**
     * The limits that a known pod has to keep, its own first. Where carriers are part of the group by nature, a carrier's
     * own limit says all; otherwise a pod may both carry a limit and be one of those that other carriers stay away from.
     */
    List<Constraint> constraints(PodEntry entry) {
        List<Constraint> constraints = new ArrayList<>();
        List<Limit> own = limits(entry.pod().id());
        own.forEach(limit -> constraints.add(new Constraint.Own(limit)));
        for (Tally group : entry.tallies()) {
            for (Limit limit : limitsByGroup.getOrDefault(group, List.of())) {
                if (!own.contains(limit) || !limit.isShared()) {
                    constraints.add(new Constraint.Inverse(limit));
                }
            }
        }
        return constraints;
    }

    /** Whether the pod's rule waits for room for another group. */
    boolean isCrowdedOut(PodId id) {
        return crowdedOut.contains(id.uid());
    }

    /** The rule of a pod, if it carries one. */
    Optional<Rule> rule(PodId id) {
        return ask(id).flatMap(ask -> ask instanceof Ask.Ruled(Rule rule) ? Optional.of(rule) : Optional.empty());
    }

    /** What is wrong with the annotations of a pod, if anything is. */
    Optional<RuleError> ruleError(PodId id) {
        return ask(id).flatMap(
                        ask -> ask instanceof Ask.Malformed(RuleError error) ? Optional.of(error) : Optional.empty());
    }

    private Optional<Ask> ask(PodId id) {
        return of(id).map(account -> account.applicant().ask());
    }

    List<Limit> limits(PodId id) {
        return of(id).map(Account::limits).orElse(List.of());
    }

    List<Preference> preferences(PodId id) {
        return of(id).map(Account::preferences).orElse(List.of());
    }
}
