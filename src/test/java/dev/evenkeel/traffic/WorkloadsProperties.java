package dev.evenkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Queries by a label find the same as a full scan, and each change of an answer is noted. */
class WorkloadsProperties {
    private static final List<Labels> LABELS = List.of(
            Labels.of("app", "web"),
            Labels.of("app", "db"),
            Labels.of(Map.of("app", "web", "tier", "front")),
            Labels.of("tier", "front"),
            Labels.NONE,
            wide("web"),
            wide("db"));
    private static final List<String> NAMESPACES = List.of("shop", "other");
    private static final List<Selector> SELECTORS =
            LABELS.stream().map(Selector::of).toList();

    /** More labels than workloads are indexed under. */
    private static Labels wide(String app) {
        Map<String, String> labels = new HashMap<>(Map.of("app", app));
        for (int i = 0; i < Workloads.MOST_INDEXED; i++) {
            labels.put("k" + i, "");
        }
        return Labels.of(labels);
    }

    /** A workload is shown, or it is deleted. */
    record Step(int uid, boolean deleted, int labels, int namespace, int pods, int deployment, int revision) {
        Workload workload(long version) {
            return new Workload(
                    "uid-" + uid,
                    NAMESPACES.get(namespace),
                    version,
                    LABELS.get(labels),
                    pods,
                    deployment == 0
                            ? Optional.empty()
                            : Optional.of(new Workload.Revision("deployment-" + deployment, 10L * revision + uid)));
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.integers().between(0, LABELS.size() - 1),
                        Arbitraries.of(0, 0, 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 3))
                .as(Step::new)
                .list()
                .ofMaxSize(20);
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void findsByALabelTheSameAsAFullScan(@ForAll("steps") List<Step> steps) {
        Workloads workloads = new Workloads();
        Map<String, Workload> known = new HashMap<>();
        Map<String, Set<Workload>> answers = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        long version = 0;
        for (Step step : steps) {
            version++;
            Workload workload = step.workload(version);
            if (step.deleted) {
                workloads.remove(workload.uid());
                known.remove(workload.uid());
            } else {
                workloads.put(workload);
                known.put(workload.uid(), workload);
            }
            for (String namespace : NAMESPACES) {
                for (Selector selector : SELECTORS) {
                    String question = namespace + " " + selector;
                    Set<Workload> expected = expected(known, namespace, selector);
                    long number = workloads.changes(namespace, selector);
                    assertThat(new HashSet<>(workloads.current(namespace, selector)))
                            .isEqualTo(expected);
                    if (!says(answers.getOrDefault(question, Set.of())).equals(says(expected))) {
                        assertThat(number).isNotEqualTo(numbers.getOrDefault(question, 0L));
                    }
                    answers.put(question, expected);
                    numbers.put(question, number);
                }
            }
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void excludesASelectorOnlyIfNoLabelsMatchBoth(
            @ForAll("drawnLabels") Labels one,
            @ForAll("drawnLabels") Labels other,
            @ForAll("drawnLabels") Labels labels) {
        Selector mine = Selector.of(one);
        Selector theirs = Selector.of(other);

        assertThat(mine.excludes(theirs)).isEqualTo(theirs.excludes(mine));
        assertThat(mine.excludes(theirs) && mine.matches(labels) && theirs.matches(labels))
                .isFalse();
        assertThat(mine.excludes(mine)).isFalse();
    }

    @Provide
    Arbitrary<Labels> drawnLabels() {
        return Arbitraries.of(LABELS);
    }

    /** The workloads without their versions. */
    private static Set<String> says(Set<Workload> workloads) {
        return workloads.stream()
                .map(each -> each.uid() + " " + each.pods() + " " + each.podLabels() + " " + each.revision())
                .collect(Collectors.toSet());
    }

    private static Set<Workload> expected(Map<String, Workload> known, String namespace, Selector selector) {
        return known.values().stream()
                .filter(each -> each.namespace().equals(namespace) && selector.matches(each.podLabels()))
                .filter(each -> known.values().stream().noneMatch(other -> supersedes(other, each)))
                .collect(Collectors.toSet());
    }

    private static boolean supersedes(Workload other, Workload each) {
        return other.revision()
                .filter(newer -> each.revision()
                        .filter(older ->
                                older.deployment().equals(newer.deployment()) && older.number() < newer.number())
                        .isPresent())
                .isPresent();
    }
}
