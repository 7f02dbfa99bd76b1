package dev.evenkeel.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
    private static final Labels WEB = Labels.of("app", "web");
    private static final Selector OF_WEB = Selector.of(WEB);

    private final Workloads workloads = new Workloads();

    private static Workload plain(String uid, long version, int pods) {
        return new Workload(uid, "shop", version, WEB, pods, Optional.empty());
    }

    private static Workload revision(String uid, long number) {
        return new Workload(uid, "shop", 1, WEB, 3, Optional.of(new Workload.Revision("deployment", number)));
    }

    @Test
    void findsWorkloadsOfTheNamespaceBySelector() {
        workloads.put(plain("a", 1, 3));
        workloads.put(new Workload("b", "shop", 1, Labels.of("app", "db"), 3, Optional.empty()));
        workloads.put(new Workload("c", "other", 1, WEB, 3, Optional.empty()));

        assertThat(workloads.current("shop", OF_WEB)).extracting(Workload::uid).containsExactly("a");
        assertThat(workloads.current("nowhere", OF_WEB)).isEmpty();
    }

    @Test
    void ignoresAnOlderVersion() {
        workloads.put(plain("a", 5, 3));
        workloads.put(plain("a", 4, 9));

        assertThat(workloads.current("shop", OF_WEB)).extracting(Workload::pods).containsExactly(3);
    }

    @Test
    void leavesOutAllButTheNewestRevision() {
        workloads.put(revision("old", 1));
        assertThat(workloads.isSuperseded("old")).isFalse();

        workloads.put(revision("new", 2));
        assertThat(workloads.isSuperseded("old")).isTrue();
        assertThat(workloads.isSuperseded("new")).isFalse();
        assertThat(workloads.current("shop", OF_WEB)).extracting(Workload::uid).containsExactly("new");

        workloads.remove("new");
        assertThat(workloads.isSuperseded("old")).isFalse();
    }

    @Test
    void takesARolledBackRevisionForTheNewest() {
        workloads.put(revision("old", 1));
        workloads.put(revision("new", 2));
        workloads.put(revision("old", 3));

        assertThat(workloads.isSuperseded("old")).isFalse();
        assertThat(workloads.isSuperseded("new")).isTrue();
    }

    @Test
    void doesNotSupersedeAnUnknownWorkload() {
        assertThat(workloads.isSuperseded("unknown")).isFalse();
        workloads.remove("unknown");
    }

    @Test
    void countsNoChangeIfOnlyTheVersionChanges() {
        workloads.put(plain("a", 1, 3));
        long before = workloads.changes();

        workloads.put(plain("a", 2, 3));
        assertThat(workloads.changes()).isEqualTo(before);

        workloads.put(plain("a", 3, 4));
        assertThat(workloads.changes()).isGreaterThan(before);
    }

    @Test
    void notesAChangeOnlyUnderTheLabelsOfTheWorkload() {
        Selector ofDb = Selector.of(Labels.of("app", "db"));
        workloads.put(plain("a", 1, 3));
        long web = workloads.changes("shop", OF_WEB);

        for (int i = 0; i < 100; i++) {
            workloads.put(new Workload("db-" + i, "shop", 1, Labels.of("app", "db"), 1, Optional.empty()));
        }
        assertThat(workloads.changes("shop", OF_WEB)).isEqualTo(web);
        assertThat(workloads.changes("shop", ofDb)).isNotEqualTo(0);

        long looked = workloads.looked();
        assertThat(workloads.current("shop", OF_WEB)).hasSize(1);
        assertThat(workloads.looked() - looked).isEqualTo(1);
    }

    @Test
    void notesARevisionWithOtherLabelsWhereItSupersedes() {
        workloads.put(revision("old", 1));
        long before = workloads.changes("shop", OF_WEB);

        workloads.put(new Workload(
                "new", "shop", 1, Labels.of("app", "www"), 3, Optional.of(new Workload.Revision("deployment", 2))));

        assertThat(workloads.current("shop", OF_WEB)).isEmpty();
        assertThat(workloads.changes("shop", OF_WEB)).isNotEqualTo(before);
    }

    @Test
    void refusesANegativeNumberOfPods() {
        assertThatThrownBy(() -> plain("a", 1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plain("", 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
