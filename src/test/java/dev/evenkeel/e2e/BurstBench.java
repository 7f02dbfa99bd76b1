package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bursts at full size: evenkeel and its scheduler beside the in-tree rule that it replaces, in turns on one control plane.
 * Only figures of one run are comparable, and it prints their ratios.
 *
 * <p>Each case is a kube-scheduler that was started for it, and evenkeel too where it takes part. A few pods are placed and
 * taken away before the clock starts, so that neither is measured cold.
 */
public final class BurstBench implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "e2e", "burst-bench");
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final int QPS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Who keeps the replicas apart. */
    private enum Rule {
        EVENKEEL("evenkeel"),
        EVENKEEL_NOMINATING("evenkeel, nominating"),
        IN_TREE("in-tree"),
        FAST_PATH("in-tree, fast path"),
        /** Nobody does: as fast as kube-scheduler can be with a rule that costs nothing. */
        NO_RULE("no rule");

        private final String words;

        Rule(String words) {
            this.words = words;
        }

        boolean isEvenkeel() {
            return this == EVENKEEL || this == EVENKEEL_NOMINATING;
        }
    }

    /** One line of the command line: {@code evenkeel@100}, {@code in-tree@0}; 0 is adaptive. */
    private record Case(Rule rule, int percentage) {

        static Case parse(String text) {
            var parts = text.split("@", -1);
            return new Case(
                    Rule.valueOf(parts[0].toUpperCase(Locale.ROOT).replace('-', '_')), Integer.parseInt(parts[1]));
        }

        String sampling() {
            return percentage == 0 ? "adaptive" : percentage + " %";
        }
    }

    /** What one burst has shown. */
    private record Result(
            Case which,
            int round,
            double podsPerSecond,
            int wrong,
            int unplaced,
            String refused,
            double schedulerCpu,
            double evenkeelCpu,
            Strain strain,
            String filter,
            String bind,
            String memory,
            String nominations) {

        static final String HEAD = """
                | case | nodes to score | round | pods/s | wrong | unplaced | refused binds | CPU s: scheduler | evenkeel | all | machine busy with others | filter p50 / p99 ms | bind mean ms | evenkeel RSS MiB | nominated: sent, tried alone, tried among others, not sent, failed |
                |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
                """;

        String line() {
            return "| %s | %s | %d | %.0f | %d | %d | %s | %.1f | %.1f | %.1f | %.0f %% | %s | %s | %s | %s |"
                    .formatted(
                            which.rule().words,
                            which.sampling(),
                            round,
                            podsPerSecond,
                            wrong,
                            unplaced,
                            refused,
                            schedulerCpu,
                            evenkeelCpu,
                            strain.own,
                            strain.othersPercent(),
                            filter,
                            bind,
                            memory,
                            nominations);
        }
    }

    /** What the bench and all that it runs have used, and the machine all in all, in seconds of CPU. */
    private record Strain(double own, double machine, long nanos) {

        static Strain now() {
            return new Strain(ProcessUsage.cpuOfOwn(), ProcessUsage.cpuOfMachine(), System.nanoTime());
        }

        Strain since(Strain earlier) {
            return new Strain(own - earlier.own, machine - earlier.machine, nanos - earlier.nanos);
        }

        /** How much of the machine somebody else has used, in percent: figures taken meanwhile are worth less. */
        double othersPercent() {
            double most = nanos / 1e9 * Runtime.getRuntime().availableProcessors();
            return 100 * Math.max(0, machine - own) / most;
        }
    }

    /** What pods that are in nobody's way have felt beside those that cannot be placed. */
    private record Churn(
            Rule rule,
            int round,
            int others,
            int unbound,
            double p50,
            double p99,
            double schedulerCpu,
            double evenkeelCpu,
            Strain strain) {

        static final String HEAD = """
                | case | round | other pods | never bound | bound after, p50 ms | p99 ms | CPU s: scheduler | evenkeel | all | machine busy with others |
                |---|---|---|---|---|---|---|---|---|---|
                """;

        String line() {
            return "| %s | %d | %d | %d | %.0f | %.0f | %.1f | %.1f | %.1f | %.0f %% |"
                    .formatted(
                            rule.words,
                            round,
                            others,
                            unbound,
                            p50,
                            p99,
                            schedulerCpu,
                            evenkeelCpu,
                            strain.own,
                            strain.othersPercent());
        }
    }

    /** What runs for one case. */
    private record Running(LocalProcess scheduler, @Nullable LocalProcess evenkeel, int managementPort) {

        double schedulerCpu() {
            return ProcessUsage.of(scheduler).cpuSeconds();
        }

        double evenkeelCpu() {
            return evenkeel == null ? 0 : ProcessUsage.of(evenkeel).cpuSeconds();
        }

        Scrape scrape() {
            return evenkeel == null ? new Scrape(Map.of()) : Scrape.of(managementPort);
        }

        void stop() {
            scheduler.stop();
            if (evenkeel != null) {
                evenkeel.stop();
            }
        }
    }

    private final ControlPlane controlPlane;
    private final LiveCluster cluster;
    private final Parameters parameters;
    private int started;

    private BurstBench(Parameters parameters) {
        this.parameters = parameters;
        var options = ControlPlane.Options.defaults()
                .withQps(QPS)
                // Nobody reports these nodes ready, and nobody is to take them for lost.
                .withFlags(
                        "kube-apiserver",
                        "--disable-admission-plugins=TaintNodesByCondition",
                        "--delete-collection-workers=8");
        this.controlPlane = ControlPlane.start(FOLDER, options);
        this.cluster = controlPlane.cluster();
    }

    public static void main(String[] arguments) {
        try (var bench = new BurstBench(Parameters.of(arguments))) {
            bench.run();
        }
    }

    private List<Case> cases() {
        return parameters
                .words("CASES", "evenkeel@100,in-tree@100,fast-path@100,evenkeel@0,in-tree@0,fast-path@0")
                .stream()
                .filter(word -> !word.equals("none"))
                .map(Case::parse)
                .toList();
    }

    private void run() {
        prepare();
        int rounds = parameters.count("ROUNDS", 2);
        int churnNodes = parameters.count("CHURN_NODES", 500);
        int nodes = parameters.count("NODES", 5_000);
        say(
                "%n%s, Kubernetes v%s, %d processors%n",
                LocalDate.now(ZoneOffset.UTC),
                controlPlane.options().version(),
                Runtime.getRuntime().availableProcessors());
        int unplaceable = parameters.count("UNPLACEABLE", 500);
        if (unplaceable > 0) {
            addNodes(0, churnNodes);
            say("%d pods that cannot be placed on %d nodes, and others that come and go%n", unplaceable, churnNodes);
            say("%s", Churn.HEAD.strip());
            for (int round = 1; round <= rounds; round++) {
                for (var rule : List.of(Rule.EVENKEEL, Rule.IN_TREE)) {
                    say("%s", churn(rule, round, churnNodes, unplaceable).line());
                }
            }
        }
        var cases = cases();
        if (cases.isEmpty()) {
            return;
        }
        addNodes(unplaceable > 0 ? churnNodes : 0, nodes);
        int replicas = parameters.count("REPLICAS", 1_000);
        int groups = parameters.count("GROUPS", 1);
        say("%n%d x %d pods of one group at once on %d nodes%n", groups, replicas, nodes);
        say("%s", Result.HEAD.strip());
        var results = new ArrayList<Result>();
        for (int round = 1; round <= rounds; round++) {
            for (var each : cases) {
                var result = burst(each, round, groups, replicas, nodes);
                results.add(result);
                say("%s", result.line());
            }
        }
        printRatios(results);
    }

    /** Only the API server and etcd stay: whatever else the control plane has would take its share of the machine. */
    private void prepare() {
        controlPlane.manifests().withoutPods().forEach(cluster::apply);
        Installation.grantRoleAlone(cluster);
        Installation.allowNominations(cluster);
        for (var namespace : List.of("warm", "burst", "churn")) {
            cluster.namespace(namespace);
        }
        for (var other : List.of("kube-scheduler", "kwok", "kube-controller-manager")) {
            controlPlane.process(other).stop();
        }
    }

    private void addNodes(int present, int wanted) {
        try (var hands = Executors.newFixedThreadPool(16)) {
            var creations = IntStream.rangeClosed(present + 1, wanted)
                    .mapToObj(number -> CompletableFuture.runAsync(
                            () -> cluster.client().resource(node(number)).create(), hands))
                    .toList();
            creations.forEach(CompletableFuture::join);
        }
    }

    private static Node node(int number) {
        var name = "node-" + number;
        var room = Map.of("cpu", new Quantity("16"), "memory", new Quantity("64Gi"), "pods", new Quantity("110"));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LiveCluster.HOSTNAME, name)
                .addToLabels(LiveCluster.ZONE, List.of("a", "b", "c").get(number % 3))
                .endMetadata()
                .withNewStatus()
                .withCapacity(room)
                .withAllocatable(room)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .endCondition()
                .endStatus()
                .build();
    }

    // ---- a burst

    private Result burst(Case which, int round, int groups, int replicas, int nodes) {
        int pods = groups * replicas;
        var running = start(which);
        try (var burst = new Burst(cluster, "burst")) {
            warmUp(which.rule(), nodes);
            var before = running.scrape();
            double scheduler = running.schedulerCpu();
            double evenkeel = running.evenkeelCpu();
            var earlier = Strain.now();
            burst.create(IntStream.rangeClosed(1, groups)
                    .boxed()
                    .flatMap(group -> replicas(which.rule(), "web-" + group, replicas).stream())
                    .toList());
            burst.awaitBound(groups * Math.min(replicas, nodes), PATIENCE);
            var strain = Strain.now().since(earlier);
            var added = running.scrape().since(before);
            return new Result(
                    which,
                    round,
                    burst.bound() / burst.seconds(),
                    burst.wrong(),
                    pods - burst.bound(),
                    which.rule().isEvenkeel() ? Long.toString(added.refusedBinds()) : "",
                    running.schedulerCpu() - scheduler,
                    running.evenkeelCpu() - evenkeel,
                    strain,
                    running.evenkeel() == null ? "" : millis(added, 0.5) + " / " + millis(added, 0.99),
                    running.evenkeel() == null ? "" : "%.1f".formatted(added.meanMillis("bind")),
                    running.evenkeel() == null
                            ? ""
                            : Long.toString(ProcessUsage.of(running.evenkeel()).residentMebibytes()),
                    which.rule() == Rule.EVENKEEL_NOMINATING ? nominations(added) : "");
        } finally {
            running.stop();
            deletePods("burst");
        }
    }

    private static String nominations(Scrape added) {
        return "%d, %d, %d, %d, %d"
                .formatted(
                        added.nominations("nominate", "done"),
                        added.nominations("try", "alone"),
                        added.nominations("try", "among-others"),
                        added.nominations("nominate", "not-sent"),
                        added.nominations("nominate", "refused")
                                + added.nominations("nominate", "not-now")
                                + added.nominations("nominate", "unknown"));
    }

    private static String millis(Scrape added, double quantile) {
        var millis = added.millis("filter", quantile);
        return millis.isPresent() ? "%.2f".formatted(millis.getAsDouble()) : "over 5000";
    }

    /** Places pods and takes them away again, a group at a time: as many in all as the command line says. */
    private void warmUp(Rule rule, int nodes) {
        int left = parameters.count("WARMUP", 1_000);
        while (left > 0) {
            int pods = Math.min(left, Math.min(nodes, 500));
            try (var warm = new Burst(cluster, "warm")) {
                warm.create(replicas(rule, "warm", pods));
                warm.awaitBound(pods, PATIENCE);
            }
            deletePods("warm");
            left -= pods;
        }
    }

    // ---- pods that cannot be placed

    private Churn churn(Rule rule, int round, int nodes, int unplaceable) {
        var running = start(new Case(rule, 100));
        try (var group = new Burst(cluster, "burst");
                var settling = new Burst(cluster, "churn")) {
            warmUp(rule, nodes);
            group.create(replicas(rule, "web", nodes + unplaceable));
            if (!group.awaitBound(nodes, PATIENCE)) {
                throw new IllegalStateException("Only %d of %d pods were placed".formatted(group.bound(), nodes));
            }
            // All that are left have been tried once, and wait.
            LiveCluster.await("the pods that cannot be placed to be refused")
                    .until(() -> cluster.waitingPods("burst").stream().allMatch(BurstBench::isRefused));
            // Each wake-up doubles a pod's backoff: what counts is what they cost from then on.
            comeAndGo(rule, settling, "settling", Duration.ofSeconds(parameters.count("CHURN_SETTLE", 30)));
            return churn(rule, round, running);
        } finally {
            running.stop();
            deletePods("burst");
            deletePods("churn");
        }
    }

    private Churn churn(Rule rule, int round, Running running) {
        try (var others = new Burst(cluster, "churn")) {
            double scheduler = running.schedulerCpu();
            double evenkeel = running.evenkeelCpu();
            var earlier = Strain.now();
            int pods = comeAndGo(rule, others, "other", Duration.ofSeconds(parameters.count("CHURN_SECONDS", 30)));
            scheduler = running.schedulerCpu() - scheduler;
            evenkeel = running.evenkeelCpu() - evenkeel;
            var strain = Strain.now().since(earlier);
            // Those that were taken away before they were bound are not waited for long.
            others.awaitBound(pods, Duration.ofSeconds(3));
            var latencies = others.latencies();
            return new Churn(
                    rule,
                    round,
                    pods,
                    pods - others.bound(),
                    latencies.get(latencies.size() / 2),
                    latencies.get(latencies.size() * 99 / 100),
                    scheduler,
                    evenkeel,
                    strain);
        }
    }

    private static boolean isRefused(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("PodScheduled"));
    }

    /** Makes a pod without a rule twenty times a second, and takes the one away that was made a second before. */
    private int comeAndGo(Rule rule, Burst others, String name, Duration time) {
        var count = new int[1];
        try (var clock = Executors.newSingleThreadScheduledExecutor()) {
            var turns = clock.scheduleAtFixedRate(
                    () -> {
                        int number = ++count[0];
                        others.create(Workload.named("other")
                                .pod(name + "-" + number)
                                .edit()
                                .editSpec()
                                .withSchedulerName(scheduler(rule))
                                .endSpec()
                                .build());
                        if (number > 20) {
                            cluster.client()
                                    .pods()
                                    .inNamespace("churn")
                                    .withName(name + "-" + (number - 20))
                                    .withGracePeriod(0)
                                    .delete();
                        }
                    },
                    0,
                    50,
                    TimeUnit.MILLISECONDS);
            var _ = clock.schedule(() -> turns.cancel(false), time.toMillis(), TimeUnit.MILLISECONDS);
            LiveCluster.await("the end of the churn")
                    .atMost(time.plusSeconds(30))
                    .until(turns::isDone);
        }
        return count[0];
    }

    // ---- what runs

    private Running start(Case which) {
        var name = which.rule().name().toLowerCase(Locale.ROOT) + "-" + ++started;
        var manifests = controlPlane.manifests();
        if (!which.rule().isEvenkeel()) {
            var command = new ArrayList<>(List.of("kube-scheduler", "--authentication-skip-lookup"));
            if (which.rule() == Rule.FAST_PATH) {
                command.add("--feature-gates=InterPodAffinityHostnameFastPath=true");
            }
            var scheduler = controlPlane.scheduler(
                    name,
                    command,
                    sampling(SchedulerConfiguration.ofTheDefaultScheduler(), which.percentage()),
                    controlPlane.serviceAccount(Manifests.NAMESPACE, Installation.POD_ACCOUNT));
            controlPlane.start(scheduler);
            return new Running(scheduler, null, 0);
        }
        int extenderPort = Ports.free();
        int managementPort = Ports.free();
        var evenkeel = evenkeel(name, which.rule(), extenderPort, managementPort);
        controlPlane.start(evenkeel);
        var scheduler = controlPlane.scheduler(
                name + "-scheduler",
                manifests.scheduler().getCommand(),
                sampling(SchedulerConfiguration.shipped().withExtenderPort(extenderPort), which.percentage()),
                controlPlane.serviceAccount(Manifests.NAMESPACE, Installation.POD_ACCOUNT));
        controlPlane.start(scheduler);
        return new Running(scheduler, evenkeel, managementPort);
    }

    /**
     * In a JVM with the options of the command line. By default it has its first compiler only: a second one would work
     * for minutes on the processors that are measured, and the image that is shipped is compiled before it starts.
     */
    private LocalProcess evenkeel(String name, Rule rule, int extenderPort, int managementPort) {
        var identity = controlPlane.serviceAccount(Manifests.NAMESPACE, Installation.OWN_ACCOUNT);
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(parameters.words("JVM_OPTIONS", "-XX:TieredStopAtLevel=1,-XX:+UseSerialGC"));
        command.addAll(List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + extenderPort,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + managementPort,
                "-Devenkeel.source=kubernetes",
                "-Devenkeel.nominate.enabled=" + (rule == Rule.EVENKEEL_NOMINATING),
                "-Devenkeel.nominate.outstanding=" + parameters.count("OUTSTANDING", 32),
                "-jar",
                JAR.toString()));
        return new LocalProcess(
                name,
                command,
                Map.of("KUBECONFIG", identity.toString()),
                controlPlane.folder().log(name),
                Probe.http(managementPort, "/q/health/ready"));
    }

    private static SchedulerConfiguration sampling(SchedulerConfiguration configuration, int percentage) {
        return configuration.with(root -> root.put("percentageOfNodesToScore", percentage));
    }

    private static String scheduler(Rule rule) {
        return rule.isEvenkeel() ? Workload.EVENKEEL_SCHEDULER : Workload.DEFAULT_SCHEDULER;
    }

    private static List<Pod> replicas(Rule rule, String group, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> replica(rule, group, group + "-" + number))
                .toList();
    }

    private static Pod replica(Rule rule, String group, String name) {
        var workload = Workload.named(group);
        return switch (rule) {
            case EVENKEEL, EVENKEEL_NOMINATING ->
                workload.onEvenkeel().spread("required").pod(name);
            case IN_TREE, FAST_PATH -> workload.requiredAntiAffinity().pod(name);
            case NO_RULE -> workload.pod(name);
        };
    }

    private void deletePods(String namespace) {
        cluster.client().raw("/api/v1/namespaces/%s/pods?gracePeriodSeconds=0".formatted(namespace), "DELETE", null);
        LiveCluster.await("no pods in " + namespace)
                .until(() -> cluster.pods(namespace).isEmpty());
    }

    // ---- what is said

    private static void printRatios(List<Result> results) {
        var rates = new HashMap<Case, List<Double>>();
        results.forEach(result -> rates.computeIfAbsent(result.which(), first -> new ArrayList<>())
                .add(result.podsPerSecond()));
        say("%n| | beside | nodes to score | ratio of the mean pods/s |%n|---|---|---|---|");
        for (var rule : List.of(Rule.EVENKEEL, Rule.EVENKEEL_NOMINATING)) {
            rates.keySet().stream().filter(which -> !which.rule().isEvenkeel()).forEach(other -> {
                var ours = rates.get(new Case(rule, other.percentage()));
                var theirs = rates.get(other);
                if (ours != null && theirs != null) {
                    say(
                            "| %s | %s | %s | %.2f |",
                            rule.words, other.rule().words, other.sampling(), mean(ours) / mean(theirs));
                }
            });
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private static void say(String format, Object... values) {
        System.out.printf(format + "%n", values);
        System.out.flush();
    }

    @Override
    public void close() {
        controlPlane.close();
    }
}
