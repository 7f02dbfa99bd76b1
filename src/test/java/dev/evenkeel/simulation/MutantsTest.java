package dev.evenkeel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator would notice: each of the broken variants under {@code src/test/mutants} fails it. */
class MutantsTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Path MUTANTS = PROJECT.resolve("src/test/mutants");
    private static final Path WORK = PROJECT.resolve("target/mutants");
    private static final long SEEDS = 3_000;

    static List<Mutant> mutants() throws IOException {
        try (Stream<Path> files = Files.list(MUTANTS)) {
            return files.filter(file -> file.toString().endsWith(Mutant.SUFFIX))
                    .sorted()
                    .map(Mutant::read)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void failsTheSimulatorWithEachMutant(Mutant mutant) throws IOException {
        try (BrokenCore core = BrokenCore.of(mutant, PROJECT, WORK)) {
            Optional<String> broken = core.firstBroken(1, SEEDS);

            System.out.println("mutant " + mutant + ": " + broken.orElse("SURVIVES"));
            assertThat(broken)
                    .as("%s: %s", mutant, mutant.what())
                    .hasValueSatisfying(promise -> assertThat(promise).startsWith(mutant.breaks() + " (seed "));
        }
    }

    @Test
    void hasAMutantForEachWayToLoseAPlace() throws IOException {
        assertThat(mutants().stream().map(Mutant::name))
                .contains(
                        "no-permits",
                        "reservations-released-too-early",
                        "reservations-released-too-late",
                        "reservations-never-released",
                        "nominations-never-cleared",
                        "nominated-again",
                        "shares-not-divided",
                        "filters-knowledge-forgotten",
                        "unknown-taken-as-failed",
                        "one-read-settles",
                        "relists-go-back",
                        "nominated-keep-each-other-out",
                        "doubted-binding-repeated-blindly",
                        "superseded-pods-noted",
                        "numbers-reused-too-early",
                        "stale-numbers-taken",
                        "domains-reused-too-early",
                        "set-aside-on-closed-nodes",
                        "set-aside-for-ever",
                        "set-aside-against-higher-priority",
                        "offers-what-is-set-aside",
                        "preempts-past-reservations",
                        "gone-comes-back",
                        "gated-pods-wait");
        assertThat(mutants().stream().map(Mutant::breaks)).contains(Promise.RULES_HOLD, Promise.CALM_IS_SMOOTH);
    }

    @Test
    void hasAMutantForEachWayToForgetWhichPodsARuleConcerns() throws IOException {
        assertThat(mutants().stream().map(Mutant::name))
                .contains(
                        "bound-rules-crowded-out",
                        "crowded-out-for-good",
                        "preferences-crowd-out",
                        "ending-pods-on-unseen-nodes-fill-zones",
                        "carriers-on-unseen-nodes-forgotten",
                        "unseen-nodes-fill-no-zone",
                        "bystanders-need-authority",
                        "others-pods-wait-here",
                        "operators-labels-make-groups");
    }

    @Test
    void hasAMutantForEachWayToDecidePastAnotherInstance() throws IOException {
        assertThat(mutants().stream()
                        .filter(mutant -> mutant.breaks() == Promise.ONE_DECIDES)
                        .map(Mutant::name))
                .contains(
                        "no-barrier",
                        "no-quiet-period",
                        "times-of-others-compared",
                        "decides-past-the-deadline",
                        "bindings-counted-too-early");
    }
}
