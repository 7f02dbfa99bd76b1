package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.Moment;
import dev.evenkeel.kubernetes.LeaseStore;
import dev.evenkeel.leadership.LeaderElectionRecord;
import dev.evenkeel.leadership.Step;
import dev.evenkeel.leadership.StepAnswer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Lease's history is a chain, as a real API server keeps it: each write replaces one version and no other. */
@Tag("e2e")
class LeaseStoreTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withoutEvenkeel();

    private static final Optional<String> SELF = Optional.of("self");
    private static final Optional<String> OTHER = Optional.of("other");

    private final LiveCluster cluster = e2e.cluster();
    private final LeaseStore own = store();
    private final LeaseStore others = store();

    private LeaseStore store() {
        return new LeaseStore(cluster.client(), "default", "evenkeel", Duration.ofSeconds(15));
    }

    @Test
    void aLeaseIsMadeRenewedTakenAndGivenBack() {
        assertThat(read(own)).isEqualTo(new StepAnswer.Absent());
        var made = seen(write(own, SELF, Optional.empty()));
        assertThat(made.holder()).isEqualTo(SELF);
        assertThat(made.duration()).isEqualTo(Duration.ofSeconds(15));

        var renewed = seen(write(own, SELF, Optional.of(made.version())));
        assertThat(renewed.marker()).isNotEqualTo(made.marker());
        assertThat(seen(read(others))).isEqualTo(renewed);

        var released = seen(write(own, Optional.empty(), Optional.of(renewed.version())));
        assertThat(released.holder()).isEmpty();
        var taken = seen(read(others));
        assertThat(seen(write(others, OTHER, Optional.of(taken.version()))).holder())
                .isEqualTo(OTHER);
        assertThat(cluster.client()
                        .leases()
                        .inNamespace("default")
                        .withName("evenkeel")
                        .get()
                        .getSpec()
                        .getLeaseTransitions())
                .isEqualTo(2);
        delete();
    }

    @Test
    void onlyTheVersionThatIsThereIsReplaced() {
        var made = seen(write(own, SELF, Optional.empty()));
        assertThat(write(others, OTHER, Optional.empty())).isEqualTo(new StepAnswer.Refused());
        seen(read(others));
        seen(write(own, SELF, Optional.of(made.version())));
        assertThat(write(others, OTHER, Optional.of(made.version()))).isEqualTo(new StepAnswer.Refused());
        delete();
    }

    // The API server makes a Lease of an update where there is none, unless it names the Lease that was there.
    @Test
    void aLeaseThatWasDeletedIsNotRenewed() {
        var made = seen(write(own, SELF, Optional.empty()));
        delete();
        assertThat(write(own, SELF, Optional.of(made.version())))
                .isIn(new StepAnswer.Refused(), new StepAnswer.Absent());
        assertThat(read(own)).isEqualTo(new StepAnswer.Absent());
    }

    private static StepAnswer read(LeaseStore store) {
        return store.perform(new Step.Read(now()));
    }

    private static StepAnswer write(LeaseStore store, Optional<String> holder, Optional<String> over) {
        return store.perform(new Step.Write(now(), holder, over));
    }

    private static Moment now() {
        return new Moment(System.nanoTime());
    }

    private static LeaderElectionRecord seen(StepAnswer answer) {
        assertThat(answer).isInstanceOf(StepAnswer.Seen.class);
        return ((StepAnswer.Seen) answer).lease();
    }

    private void delete() {
        cluster.client().leases().inNamespace("default").withName("evenkeel").delete();
    }
}
