package dev.evenkeel.e2e;

import dev.evenkeel.e2e.Rush.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Every fault several times over, in bursts, on larger clusters than the tests' own, and a table of what came of it. To be
 * run from the root of the project: {@code make test-long}. Ends with 1 if a pod was placed wrongly or not in time.
 */
public final class FaultMatrix {

    private static final Path FOLDER = Path.of("target", "e2e", "matrix");
    private static final Path REPORT = Path.of("target", "e2e", "faults.md");
    private static final Duration BETWEEN = Duration.ofSeconds(15);

    /** What is done, to which of the ways in which evenkeel is shipped; it is over when this returns. */
    private record Fault(String name, Function<ControlPlane, Stage> stage, BiConsumer<ControlPlane, Stage> strike) {}

    private static final List<Fault> FAULTS = List.of(
            new Fault("none", Stage::alone, (plane, stage) -> {}),
            new Fault("evenkeel killed", Stage::alone, (plane, stage) -> {
                stage.leader().process().kill();
                stage.instances().getFirst().process().start();
            }),
            new Fault("evenkeel stopped for 20 s", Stage::alone, (plane, stage) -> {
                stage.leader().process().freeze();
                FaultsTest.letPass(Duration.ofSeconds(20));
                stage.instances().getFirst().process().thaw();
            }),
            new Fault("watch 5 s late", Stage::alone, (plane, stage) -> {
                stage.proxy().delayWatches(Duration.ofSeconds(5));
                FaultsTest.letPass(Duration.ofSeconds(20));
                stage.proxy().calm();
            }),
            new Fault("2 of 3 answers to bindings lost", Stage::alone, (plane, stage) -> {
                stage.proxy().answerOneBindingOf(3);
                FaultsTest.letPass(Duration.ofSeconds(10));
                stage.proxy().calm();
            }),
            new Fault("answers to bindings 3 s late", Stage::alone, (plane, stage) -> {
                stage.proxy().delayBindings(Duration.ofSeconds(3));
                FaultsTest.letPass(Duration.ofSeconds(10));
                stage.proxy().calm();
            }),
            new Fault("API server killed", Stage::alone, (plane, stage) -> restart(plane, "kube-apiserver")),
            new Fault("etcd killed", Stage::alone, (plane, stage) -> {
                restart(plane, "etcd");
                plane.process("kube-apiserver").awaitReady();
            }),
            new Fault("scheduler killed", Stage::alone, (plane, stage) -> {
                stage.schedulers().getFirst().kill();
                stage.schedulers().getFirst().start();
            }),
            new Fault("leader of two killed", Stage::leased, (plane, stage) -> {
                var killed = stage.leader();
                killed.process().kill();
                stage.awaitDecision();
                killed.process().start();
            }),
            new Fault("leader of two stopped past its Lease", Stage::leased, (plane, stage) -> {
                var stopped = stage.leader();
                stopped.process().freeze();
                stage.awaitDecision();
                stopped.process().thaw();
            }),
            new Fault("Lease deleted", Stage::leased, (plane, stage) -> {
                var leases = plane.cluster().client().leases().inNamespace(Manifests.NAMESPACE);
                leases.withName("evenkeel").delete();
            }),
            new Fault("scheduler and evenkeel beside it killed", Stage::beside, (plane, stage) -> {
                var killed = stage.leader();
                stage.schedulerOf(killed).kill();
                killed.process().kill();
                stage.awaitDecision();
                killed.process().start();
                stage.schedulerOf(killed).start();
            }),
            new Fault("scheduler asked to end, evenkeel beside it left", Stage::beside, (plane, stage) -> {
                var scheduler = stage.schedulerOf(stage.leader());
                scheduler.stop();
                scheduler.start();
            }));

    /** What came of one fault. */
    private record Row(String fault, int nodes, int strikes, Ended ended, Map<String, Double> binds, double notNow) {

        static String head() {
            return """
                    | fault | nodes | strikes | pods | placed wrongly | not placed | first placement after the last strike | all placed after | bindings refused | outcome unknown | filters put off |
                    |---|---|---|---|---|---|---|---|---|---|---|
                    """;
        }

        @Override
        public String toString() {
            double refused = binds.entrySet().stream()
                    .filter(each -> !List.of("bound", "outcome-unknown").contains(each.getKey()))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
            return "| %s | %d | %d | %d | %d | %d | %.1f s | %.1f s | %.0f | %.0f | %.0f |%n"
                    .formatted(
                            fault,
                            nodes,
                            strikes,
                            ended.pods(),
                            ended.wrong(),
                            ended.waiting(),
                            ended.firstSeconds(),
                            ended.seconds(),
                            refused,
                            binds.getOrDefault("outcome-unknown", 0.0),
                            notNow);
        }
    }

    private FaultMatrix() {}

    /**
     * Runs them all, or those whose names contain a word.
     *
     * @param arguments the nodes, the strikes of each fault, and the word if there is one
     */
    public static void main(String[] arguments) throws IOException {
        int nodes = Integer.parseInt(arguments[0]);
        int strikes = Integer.parseInt(arguments[1]);
        var word = arguments.length > 2 ? arguments[2] : "";
        var rows = new ArrayList<Row>();
        for (var fault : FAULTS) {
            if (fault.name.contains(word)) {
                rows.add(run(fault, nodes, strikes));
                var table = new StringBuilder(Row.head());
                rows.forEach(table::append);
                Files.writeString(REPORT, table);
                System.out.print(rows.getLast());
            }
        }
        boolean good = rows.stream().allMatch(row -> row.ended.wrong() == 0 && row.ended.waiting() == 0);
        System.exit(good ? 0 : 1);
    }

    private static Row run(Fault fault, int nodes, int strikes) {
        try (var plane = ControlPlane.start(FOLDER, ControlPlane.Options.defaults());
                var stage = fault.stage.apply(plane)) {
            stage.awaitDecision();
            var rush = Rush.begin(plane.cluster(), "matrix", nodes, "group-0");
            for (int strike = 1; strike <= strikes; strike++) {
                rush = rush.with("group-" + strike);
                FaultsTest.letPass(Duration.ofMillis(700));
                fault.strike.accept(plane, stage);
                if (strike < strikes) {
                    FaultsTest.letPass(BETWEEN);
                }
            }
            var ended = rush.with("last").end();
            // Of lives that were killed nothing is known.
            var filters = stage.answers("filter");
            double notNow = filters.entrySet().stream()
                    .filter(each -> !List.of("offered", "none", "passed").contains(each.getKey()))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
            return new Row(fault.name, nodes, strikes, ended, stage.answers("bind"), notNow);
        }
    }

    private static void restart(ControlPlane plane, String process) {
        plane.process(process).kill();
        plane.process(process).start();
    }
}
