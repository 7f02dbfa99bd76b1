package dev.evenkeel.caps;

import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.Cap;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.rule.PodInfo;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What each known pod asks for, as caps and preferences that all share who ask for the same. A cap or preference
 * exists exactly as long as a known pod shares in it.
 */
public final class ConstraintIndex {
    /**
     * A group that is limited to more different numbers counts as one more for each: every number is asked about by itself of
     * all pods of the group.
     */
    public static final int NUMBERS_OF_A_GROUP = 16;

    private final Cluster cluster;
    private final Function<String, Optional<PodConstraints>> known;
    private final int mostGroups;
    private final SoftGroups soft;
    private final Map<Cap, CapUsage> usages = new HashMap<>();
    private final Map<Cap, Preference> preferences = new HashMap<>();
    private final Map<Tally, List<CapUsage>> usagesByGroup = new HashMap<>();
    /** The numbers that each group of {@link #usagesByGroup} is limited to. */
    private final Map<Tally.Key, Set<Integer>> numbers = new HashMap<>();
    /** How many groups these count as. */
    private int groups;
    /** UIDs of the pods whose index are crowded out, the longest waiting first. */
    private final Set<String> crowdedOut = new LinkedHashSet<>();
    /** Those that nobody has taken note of yet. */
    private final List<CapUsage> opened = new ArrayList<>();

    /**
     * No index.
     *
     * @param known by UID, what a pod asks for by now
     * @param mostGroups how many groups the required rules of waiting pods may bring them to; rules of pods that have a place
     *     count in any case
     * @param soft where groups are noted that only preferences count
     */
    public ConstraintIndex(
            Cluster cluster, Function<String, Optional<PodConstraints>> known, int mostGroups, SoftGroups soft) {
        this.cluster = cluster;
        this.known = known;
        this.mostGroups = mostGroups;
        this.soft = soft;
    }

    /** What a pod asks for, if anything. */
    public Optional<PodConstraints> of(PodId id) {
        return known.apply(id.uid());
    }

    // ---- pods come, change and go

    /**
     * What a pod asks for, from now on; what it asked for before is given back.
     *
     * @param before what it asked for before, if anything
     * @param placed whether it has a place, and so others that its rule binds already
     * @return nothing if it asks for nothing
     */
    @Nullable
    public PodConstraints admit(PodInfo info, @Nullable PodConstraints before, boolean placed) {
        if (before != null && before.asksTheSame(info)) {
            return letIn(before, info.pod(), placed);
        }
        String uid = info.pod().id().uid();
        // Before the known one is left, so that what both share in need not be counted again.
        PodConstraints opened = open(info.ask(), info.pod(), placed);
        forget(uid, before);
        if (opened.crowdedOut()) {
            crowdedOut.add(uid);
        }
        return info.ask().isSomething() ? opened : null;
    }

    /** The pod asks for nothing any more, or is gone. */
    public void forget(String uid, @Nullable PodConstraints constraints) {
        crowdedOut.remove(uid);
        if (constraints != null) {
            constraints.usages().forEach(this::leave);
            constraints.preferences().forEach(this::leave);
        }
    }

    /** Lets a pod share in what it asks for if that was crowded out, and there is room by now, or it has a place. */
    public PodConstraints letIn(PodConstraints waiting, Pod pod, boolean placed) {
        if (!waiting.crowdedOut()) {
            return waiting;
        }
        PodConstraints opened = open(waiting.ask(), pod, placed);
        if (opened.crowdedOut()) {
            return waiting;
        }
        crowdedOut.remove(pod.id().uid());
        return opened;
    }

    /** The UID of the pod that waits longest for room, if there is any by now; from now on it is the one that came last. */
    public Optional<String> nextCrowdedOut() {
        if (crowdedOut.isEmpty() || groups >= mostGroups) {
            return Optional.empty();
        }
        String uid = crowdedOut.iterator().next();
        crowdedOut.remove(uid);
        crowdedOut.add(uid);
        return Optional.of(uid);
    }

    private PodConstraints open(ParsedRule ask, Pod pod, boolean placed) {
        if (!(ask instanceof ParsedRule.Ruled(Rule rule))) {
            return PodConstraints.of(ask, pod, List.of(), List.of());
        }
        List<Cap> required = rule.caps(pod);
        if (!placed && !hasRoom(required)) {
            return PodConstraints.crowdedOut(ask, pod);
        }
        List<CapUsage> joined = required.stream().map(this::join).toList();
        List<Preference> preferences = rule.preferences(pod).stream()
                .filter(cap -> soft.hasRoom(cap.tally()))
                .map(this::share)
                .toList();
        return PodConstraints.of(ask, pod, joined, preferences);
    }

    /** A required rule without room waits; no live group is ever given up. */
    private boolean hasRoom(List<Cap> caps) {
        Map<Tally.Key, Set<Integer>> further = new HashMap<>();
        for (Cap cap : caps) {
            if (!numbersOf(cap.tally()).contains(cap.max())) {
                further.computeIfAbsent(cap.tally(), first -> new HashSet<>()).add(cap.max());
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

    private void count(Cap cap) {
        Set<Integer> known = numbers.computeIfAbsent(cap.tally(), first -> new HashSet<>());
        groups -= groups(known.size());
        known.add(cap.max());
        groups += groups(known.size());
    }

    private void uncount(Cap cap) {
        numbers.computeIfPresent(cap.tally(), (group, known) -> {
            groups -= groups(known.size());
            known.remove(cap.max());
            groups += groups(known.size());
            return known.isEmpty() ? null : known;
        });
    }

    private CapUsage join(Cap cap) {
        CapUsage usage = usages.computeIfAbsent(cap, this::openUsage);
        usage.users++;
        return usage;
    }

    private CapUsage openUsage(Cap cap) {
        CapUsage usage = new CapUsage(cap, cluster);
        opened.add(usage);
        usagesByGroup
                .computeIfAbsent(usage.group(), first -> new ArrayList<>(1))
                .add(usage);
        count(cap);
        return usage;
    }

    /** The caps that did not exist when this was asked before; they may be gone again. */
    public List<CapUsage> takeOpened() {
        List<CapUsage> taken = List.copyOf(opened);
        opened.clear();
        return taken;
    }

    private Preference share(Cap cap) {
        Preference preference = preferences.computeIfAbsent(cap, this::openPreference);
        preference.users++;
        return preference;
    }

    private Preference openPreference(Cap cap) {
        soft.join(cap.tally());
        return new Preference(cap, cluster);
    }

    private void leave(Preference preference) {
        if (--preference.users == 0) {
            preferences.remove(preference.cap());
            soft.leave(preference.cap().tally());
            preference.close(cluster);
        }
    }

    private void leave(CapUsage usage) {
        if (--usage.users > 0) {
            return;
        }
        usages.remove(usage.cap());
        List<CapUsage> ofGroup = usagesByGroup.getOrDefault(usage.group(), new ArrayList<>());
        ofGroup.remove(usage);
        if (ofGroup.isEmpty()) {
            usagesByGroup.remove(usage.group());
        }
        if (ofGroup.stream().noneMatch(other -> other.cap().max() == usage.cap().max())) {
            uncount(usage.cap());
        }
        usage.close(cluster);
    }

    // ---- what binds a pod

    /**
     * The caps that a known pod has to keep, its own first. Where carriers are part of the group by nature, a carrier's
     * own cap says all; otherwise a pod may both carry a cap and be one of those that other carriers stay away from.
     */
    public List<Constraint> constraints(PodEntry entry) {
        List<Constraint> constraints = new ArrayList<>();
        List<CapUsage> own = usages(entry.pod().id());
        own.forEach(usage -> constraints.add(new Constraint.Own(usage)));
        for (Tally group : entry.tallies()) {
            for (CapUsage usage : usagesByGroup.getOrDefault(group, List.of())) {
                if (!own.contains(usage) || !usage.isShared()) {
                    constraints.add(new Constraint.Inverse(usage));
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
        return ask(id).flatMap(
                        ask -> ask instanceof ParsedRule.Ruled(Rule rule) ? Optional.of(rule) : Optional.empty());
    }

    /** What is wrong with the annotations of a pod, if anything is. */
    public Optional<RuleError> ruleError(PodId id) {
        return ask(id).flatMap(ask ->
                ask instanceof ParsedRule.Malformed(RuleError error) ? Optional.of(error) : Optional.empty());
    }

    private Optional<ParsedRule> ask(PodId id) {
        return of(id).map(PodConstraints::ask);
    }

    /** Whether the pod is to be placed for the traffic of its Services. */
    public boolean isBalanced(PodEntry entry) {
        return rule(entry.pod().id()).filter(Rule::balance).isPresent();
    }

    /** The caps that a pod carries; none if it is not known. */
    public List<CapUsage> usages(PodId id) {
        return of(id).map(PodConstraints::usages).orElse(List.of());
    }

    /** What a pod would rather have; nothing if it is not known. */
    public List<Preference> preferences(PodId id) {
        return of(id).map(PodConstraints::preferences).orElse(List.of());
    }
}
