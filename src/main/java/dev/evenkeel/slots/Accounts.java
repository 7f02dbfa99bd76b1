package dev.evenkeel.slots;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.rule.Applicant;
import dev.evenkeel.rule.Ask;
import dev.evenkeel.rule.Cap;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.rule.RuleError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
public final class Accounts {
    /**
     * A group that is limited to more different numbers counts as one more for each: every number is asked about by itself of
     * all pods of the group.
     */
    public static final int NUMBERS_OF_A_GROUP = 16;

    private final Cluster cluster;
    private final int mostGroups;
    private final SoftGroups soft;
    private final Map<String, Account> byUid = new HashMap<>();
    private final Map<Cap, Limit> limits = new HashMap<>();
    private final Map<Cap, Preference> preferences = new HashMap<>();
    private final Map<Tally, List<Limit>> limitsByGroup = new HashMap<>();
    /** The numbers that each group of {@link #limitsByGroup} is limited to. */
    private final Map<Tally.Key, Set<Integer>> numbers = new HashMap<>();
    /** How many groups these count as. */
    private int groups;
    /** UIDs of the pods whose accounts are crowded out, the longest waiting first. */
    private final Set<String> crowdedOut = new LinkedHashSet<>();
    /** Those that nobody has taken note of yet. */
    private final List<Limit> opened = new ArrayList<>();

    /**
     * No accounts.
     *
     * @param mostGroups how many groups the required rules of waiting pods may bring them to; rules of pods that have a place
     *     count in any case
     * @param soft where groups are noted that only preferences count
     */
    Accounts(Cluster cluster, int mostGroups, SoftGroups soft) {
        this.cluster = cluster;
        this.mostGroups = mostGroups;
        this.soft = soft;
    }

    public Optional<Account> of(PodId id) {
        return Optional.ofNullable(byUid.get(id.uid()));
    }

    int size() {
        return byUid.size();
    }

    // ---- pods come, change and go

    /**
     * Takes in what a pod asks for, and says which tallies count it as a carrier from now on.
     *
     * @param placed whether it has a place, and so others that its rule binds already
     */
    List<Tally> put(Applicant applicant, boolean placed) {
        String uid = applicant.pod().id().uid();
        @Nullable Account known = byUid.get(uid);
        if (known != null && known.isSameWish(applicant)) {
            letIn(applicant.pod(), placed);
            return byUid.getOrDefault(uid, known).carriers();
        }
        // Before the known one is left, so that what both share in need not be counted again.
        Account opened = open(applicant.ask(), applicant.pod(), placed);
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

    /**
     * Lets a pod share in what it asks for that was crowded out, if there is room by now, or it has a place.
     *
     * @return whether it was crowded out and is not any more
     */
    boolean letIn(Pod pod, boolean placed) {
        String uid = pod.id().uid();
        @Nullable Account waiting = byUid.get(uid);
        if (waiting == null || !waiting.crowdedOut()) {
            return false;
        }
        Account opened = open(waiting.ask(), pod, placed);
        if (!opened.crowdedOut()) {
            crowdedOut.remove(uid);
            byUid.put(uid, opened);
        }
        return !opened.crowdedOut();
    }

    /** The UID of the pod that waits longest for room, if there is any by now; from now on it is the one that came last. */
    Optional<String> nextCrowdedOut() {
        if (crowdedOut.isEmpty() || groups >= mostGroups) {
            return Optional.empty();
        }
        String uid = crowdedOut.iterator().next();
        crowdedOut.remove(uid);
        crowdedOut.add(uid);
        return Optional.of(uid);
    }

    private Account open(Ask ask, Pod pod, boolean placed) {
        if (!(ask instanceof Ask.Ruled(Rule rule))) {
            return Account.of(ask, pod, List.of(), List.of());
        }
        List<Cap> required = rule.limits(pod);
        if (!placed && !hasRoom(required)) {
            return Account.crowdedOut(ask, pod);
        }
        List<Limit> joined = required.stream().map(this::join).toList();
        List<Preference> preferences = rule.preferences(pod).stream()
                .filter(key -> soft.hasRoom(key.tally()))
                .map(this::share)
                .toList();
        return Account.of(ask, pod, joined, preferences);
    }

    /** A required rule without room waits; no live group is ever given up. */
    private boolean hasRoom(List<Cap> keys) {
        Map<Tally.Key, Set<Integer>> further = new HashMap<>();
        for (Cap key : keys) {
            if (!numbersOf(key.tally()).contains(key.max())) {
                further.computeIfAbsent(key.tally(), first -> new HashSet<>()).add(key.max());
            }
        }
        int more = 0;
        for (Map.Entry<Tally.Key, Set<Integer>> each : further.entrySet()) {
            int known = numbersOf(each.getKey()).size();
            more += groups(known + each.getValue().size()) - groups(known);
        }
        return more == 0 || groups + more <= mostGroups;
    }

    private Set<Integer> numbersOf(Tally.Key group) {
        return numbers.getOrDefault(group, Set.of());
    }

    /** As how many groups one counts that is limited to so many numbers. */
    private static int groups(int numbers) {
        return numbers == 0 ? 0 : Math.max(1, numbers - NUMBERS_OF_A_GROUP + 1);
    }

    private void count(Cap key) {
        Set<Integer> known = numbers.computeIfAbsent(key.tally(), first -> new HashSet<>());
        groups -= groups(known.size());
        known.add(key.max());
        groups += groups(known.size());
    }

    private void uncount(Cap key) {
        numbers.computeIfPresent(key.tally(), (group, known) -> {
            groups -= groups(known.size());
            known.remove(key.max());
            groups += groups(known.size());
            return known.isEmpty() ? null : known;
        });
    }

    private Limit join(Cap key) {
        Limit limit = limits.computeIfAbsent(key, this::openLimit);
        limit.users++;
        return limit;
    }

    private Limit openLimit(Cap key) {
        Limit limit = new Limit(key, cluster);
        opened.add(limit);
        limitsByGroup.computeIfAbsent(limit.group, first -> new ArrayList<>(1)).add(limit);
        count(key);
        return limit;
    }

    /** The limits that did not exist when this was asked before; they may be gone again. */
    List<Limit> takeOpened() {
        List<Limit> taken = List.copyOf(opened);
        opened.clear();
        return taken;
    }

    private Preference share(Cap key) {
        Preference preference = preferences.computeIfAbsent(key, this::openPreference);
        preference.users++;
        return preference;
    }

    private Preference openPreference(Cap key) {
        soft.join(key.tally());
        return new Preference(key, cluster);
    }

    private void leave(Preference preference) {
        if (--preference.users == 0) {
            preferences.remove(preference.key);
            soft.leave(preference.key.tally());
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
        if (ofGroup.stream().noneMatch(other -> other.key.max() == limit.key.max())) {
            uncount(limit.key);
        }
        limit.close(cluster);
    }

    // ---- what binds a pod

    /**
     * The limits that a known pod has to keep, its own first. Where carriers are part of the group by nature, a carrier's
     * own limit says all; otherwise a pod may both carry a limit and be one of those that other carriers stay away from.
     */
    public List<Constraint> constraints(PodEntry entry) {
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
    public boolean isCrowdedOut(PodId id) {
        return crowdedOut.contains(id.uid());
    }

    /** The rule of a pod, if it carries one. */
    public Optional<Rule> rule(PodId id) {
        return ask(id).flatMap(ask -> ask instanceof Ask.Ruled(Rule rule) ? Optional.of(rule) : Optional.empty());
    }

    /** What is wrong with the annotations of a pod, if anything is. */
    public Optional<RuleError> ruleError(PodId id) {
        return ask(id).flatMap(
                        ask -> ask instanceof Ask.Malformed(RuleError error) ? Optional.of(error) : Optional.empty());
    }

    private Optional<Ask> ask(PodId id) {
        return of(id).map(Account::ask);
    }

    /** The tallies that count a pod as a carrier. */
    List<Tally> carriers(PodId id) {
        return of(id).map(Account::carriers).orElse(List.of());
    }

    /** Whether the pod is to be placed for the traffic of its Services. */
    public boolean isBalanced(PodEntry entry) {
        return rule(entry.pod().id()).filter(Rule::balance).isPresent();
    }

    public List<Limit> limits(PodId id) {
        return of(id).map(Account::limits).orElse(List.of());
    }

    public List<Preference> preferences(PodId id) {
        return of(id).map(Account::preferences).orElse(List.of());
    }
}
