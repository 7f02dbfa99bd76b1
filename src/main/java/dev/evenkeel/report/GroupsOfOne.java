package dev.evenkeel.report;

import dev.evenkeel.api.PodFollower;
import dev.evenkeel.api.Problem;
import dev.evenkeel.api.Reason;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.GroupChoice;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.rule.Spread;
import dev.evenkeel.rule.WrittenLabel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds workloads whose required or preferred terms have no effect, since each of their pods is the only one of its
 * default group: every pod has a label with a value of its own. Updated incrementally with each changed pod.
 */
public final class GroupsOfOne implements PodFollower {
    /** How many workloads are reported at most. */
    private static final int MOST_REPORTED = 100;

    /** How many of the labels in which pods differ are named at most. */
    private static final int MOST_NAMED = 10;

    /**
     * A controller. Its UID is from a pod's owner reference, which anyone may write: it is valid in the pod's namespace
     * only.
     */
    private record Controller(String namespace, String uid) {}

    /**
     * A pod with its default group.
     *
     * @param labels all labels of the pod
     * @param group the labels that make the group
     * @param keys the keys of these
     */
    private record Own(PodId pod, Controller controller, Labels labels, Labels group, Labels keys) {
        static Own of(Pod pod, Controller controller) {
            Labels group = pod.labels().only(WrittenLabel::makesGroup);
            return new Own(pod.id(), controller, pod.labels(), group, group.keys());
        }

        boolean isLike(Own other) {
            return pod.equals(other.pod) && controller.equals(other.controller) && group.equals(other.group());
        }
    }

    /** The pods of one controller, each with its default group. */
    private static final class Siblings {
        final Map<String, Own> byUid = new LinkedHashMap<>();
        final Map<Labels, Integer> groups = new HashMap<>();
        final Map<Labels, Integer> keys = new HashMap<>();
        /** The message about them, until they change. */
        @Nullable
        String message;

        void add(Own own) {
            message = null;
            byUid.put(own.pod().uid(), own);
            groups.merge(own.group(), 1, Integer::sum);
            keys.merge(own.keys(), 1, Integer::sum);
        }

        void remove(Own own) {
            message = null;
            byUid.remove(own.pod().uid());
            groups.computeIfPresent(own.group(), (group, pods) -> pods == 1 ? null : pods - 1);
            keys.computeIfPresent(own.keys(), (each, pods) -> pods == 1 ? null : pods - 1);
        }

        /**
         * Whether each pod has a group of its own; groups over the same keys with different values have no pod in
         * common.
         */
        boolean areEachAlone() {
            return byUid.size() > 1 && groups.size() == byUid.size() && keys.size() == 1;
        }
    }

    private final Map<Controller, Siblings> byController = new HashMap<>();
    private final Map<String, Own> byUid = new HashMap<>();
    /** The controllers whose pods each have a group of their own. */
    private final Set<Controller> alone = new LinkedHashSet<>();

    @Override
    public void changed(PodInfo info) {
        Pod pod = info.pod();
        @Nullable Own known = byUid.get(pod.id().uid());
        @Nullable Controller controller = controller(info).orElse(null);
        boolean same = known != null
                && known.controller().equals(controller)
                && known.pod().equals(pod.id())
                && known.labels().equals(pod.labels());
        if (same) {
            return;
        }
        if (controller == null) {
            remove(pod.id().uid());
            return;
        }
        Own own = Own.of(pod, controller);
        if (known != null && known.isLike(own)) {
            keep(own);
        } else {
            remove(pod.id().uid());
            add(own);
        }
    }

    private void add(Own own) {
        byUid.put(own.pod().uid(), own);
        Siblings siblings = byController.computeIfAbsent(own.controller(), first -> new Siblings());
        siblings.add(own);
        note(own.controller(), siblings);
    }

    /** Only labels that make no group have changed: the pod keeps its place, so that the message stays the same. */
    private void keep(Own own) {
        byUid.put(own.pod().uid(), own);
        byController
                .getOrDefault(own.controller(), new Siblings())
                .byUid
                .put(own.pod().uid(), own);
    }

    @Override
    public void gone(PodId pod) {
        remove(pod.uid());
    }

    private void remove(String uid) {
        @Nullable Own own = byUid.remove(uid);
        @Nullable Siblings siblings = own == null ? null : byController.get(own.controller());
        if (own == null || siblings == null) {
            return;
        }
        siblings.remove(own);
        note(own.controller(), siblings);
        if (siblings.byUid.isEmpty()) {
            byController.remove(own.controller());
        }
    }

    private void note(Controller controller, Siblings siblings) {
        if (siblings.areEachAlone()) {
            alone.add(controller);
        } else {
            alone.remove(controller);
        }
    }

    /** The controller of a pod that has terms and a default group. */
    private static Optional<Controller> controller(PodInfo info) {
        Pod pod = info.pod();
        boolean byDefault = info.ask() instanceof ParsedRule.Ruled(Rule rule)
                && rule.spread() instanceof Spread.ByTerms
                && rule.group() instanceof GroupChoice.ByDefault;
        return byDefault && pod.phase() == Pod.Phase.LIVE
                ? pod.controller().map(uid -> new Controller(pod.id().namespace(), uid))
                : Optional.empty();
    }

    /** How many workloads there are whose pods each have a group of their own. */
    public int workloads() {
        return alone.size();
    }

    /** A problem on one pod of each such workload, of {@value #MOST_REPORTED} workloads at most. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (Controller controller : alone) {
            Siblings siblings = byController.getOrDefault(controller, new Siblings());
            siblings.byUid.values().stream()
                    .findFirst()
                    .ifPresent(own -> problems.add(Problem.ofPod(own.pod(), Reason.GROUPS_OF_ONE, message(siblings))));
            if (problems.size() == MOST_REPORTED) {
                break;
            }
        }
        return problems;
    }

    /** The message about a pod; empty if it can share its group with other pods of its workload, or has none. */
    public Optional<String> problem(PodId id) {
        return Optional.ofNullable(byUid.get(id.uid()))
                .filter(own -> alone.contains(own.controller()))
                .flatMap(own -> Optional.ofNullable(byController.get(own.controller())))
                .map(GroupsOfOne::message);
    }

    /** Made once for the same pods, so that the same problem is not reported twice in other words. */
    private static String message(Siblings siblings) {
        @Nullable String known = siblings.message;
        String message = known == null ? compose(siblings) : known;
        siblings.message = message;
        return message;
    }

    private static String compose(Siblings siblings) {
        List<Own> pods = siblings.byUid.values().stream().limit(2).toList();
        Labels last = pods.getLast().group();
        List<String> differing = new ArrayList<>();
        pods.getFirst().group().forEach((key, value) -> {
            if (!last.has(key, value)) {
                differing.add(key);
            }
        });
        String more = differing.size() > MOST_NAMED ? " and " + (differing.size() - MOST_NAMED) + " more" : "";
        return "the pods of its workload are each in a group of one, so that its rule has no effect: their group is"
                + " made of all their labels, and they differ in "
                + differing.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")) + more
                + "; name the labels that make the group with " + Annotations.SPREAD_BY
                + ", also if each is meant to be alone";
    }
}
