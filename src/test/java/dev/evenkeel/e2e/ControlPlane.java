package dev.evenkeel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A real control plane on loopback: etcd, kube-apiserver with RBAC, kube-controller-manager, the default kube-scheduler, and
 * kwok in the place of the kubelets. Everything it writes is in one folder, a log for each process.
 *
 * <p>What is started on it ends with it, the last first; nothing outlives this JVM, unless it is killed outright.
 */
final class ControlPlane implements AutoCloseable {

    /**
     * How a control plane differs from the usual one.
     *
     * @param version of Kubernetes, a folder of {@code e2e/control-plane} without its "v"
     * @param qps requests a second that the controllers and schedulers may make; half of what they may in a burst
     * @param flags more flags, by the name of the process
     */
    record Options(String version, int qps, Map<String, List<String>> flags) {

        Options {
            flags = Map.copyOf(flags);
        }

        static Options defaults() {
            return new Options("1.37.2", 500, Map.of());
        }

        Options withVersion(String other) {
            return new Options(other, qps, flags);
        }

        Options withQps(int other) {
            return new Options(version, other, flags);
        }

        Options withFlags(String process, String... more) {
            var all = new HashMap<>(flags);
            all.put(process, List.of(more));
            return new Options(version, qps, all);
        }
    }

    private static final int KEY_BITS = 2048;

    private final Path folder;
    private final Options options;
    private final Binaries binaries;
    private final int apiPort = Ports.free();
    private final List<LocalProcess> processes = new ArrayList<>();
    private final Thread shutdownHook = new Thread(this::endAll, "end the control plane");
    private final Map<String, String> tokens = new HashMap<>();
    private final Kubeconfig admin;
    private final Cluster cluster;
    private boolean closing;

    private ControlPlane(Path folder, Options options) {
        this.folder = emptied(folder.toAbsolutePath());
        this.options = options;
        this.binaries = Binaries.of(options.version());
        this.admin = user("admin");
        this.cluster = new Cluster(admin);
    }

    /** Starts one in a folder, which is emptied first, and returns when the API server, the controllers and kwok run. */
    static ControlPlane start(Path folder, Options options) {
        var controlPlane = new ControlPlane(folder, options);
        Runtime.getRuntime().addShutdownHook(controlPlane.shutdownHook);
        try {
            controlPlane.startAll();
        } catch (RuntimeException e) {
            controlPlane.close();
            throw e;
        }
        return controlPlane;
    }

    Cluster cluster() {
        return cluster;
    }

    Options options() {
        return options;
    }

    Path folder() {
        return folder;
    }

    /** In the order in which they were started. */
    synchronized List<LocalProcess> processes() {
        return List.copyOf(processes);
    }

    /** One of them by its name, for example to restart it. */
    LocalProcess process(String name) {
        return processes().stream()
                .filter(process -> process.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("There is no process " + name));
    }

    /** Runs kubectl as administrator and returns its output. */
    String kubectl(String... arguments) {
        var words = Stream.of(Stream.of(binaries.get("kubectl"), "--kubeconfig", admin.toString()), Stream.of(arguments))
                .flatMap(each -> each)
                .toList();
        return new Command(words).output();
    }

    /** The shipped kustomization, rendered by kubectl. */
    Manifests manifests() {
        try (var rendered = new java.io.ByteArrayInputStream(
                kubectl("kustomize", "k8s").getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            return new Manifests(cluster.client().load(rendered).items());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Access for a program that runs as this ServiceAccount. */
    Kubeconfig serviceAccount(String namespace, String name) {
        return kubeconfig(namespace + "-" + name, cluster.token(namespace, name));
    }

    /**
     * Starts a kube-scheduler.
     *
     * @param command a command line as in a manifest; its executable and its configuration are replaced by those of here
     */
    LocalProcess startScheduler(
            String name, List<String> command, SchedulerConfiguration configuration, Kubeconfig identity) {
        var scheduler = scheduler(name, command, configuration, identity);
        start(scheduler);
        return scheduler;
    }

    /** Adds a process of a test's own to this control plane and starts it: it ends before the control plane does. */
    void start(LocalProcess process) {
        launch(process);
        process.awaitReady();
    }

    /** Where a process of this name logs to. */
    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** Writes down what is in the cluster, for whoever looks at a failure. */
    Path keepState() {
        var state = folder.resolve("state.txt");
        try {
            Files.writeString(
                    state,
                    String.join(
                            "\n",
                            kubectl("get", "nodes", "--output=wide", "--show-labels"),
                            kubectl("get", "deployments,pods", "--all-namespaces", "--output=wide"),
                            kubectl("get", "events", "--all-namespaces", "--sort-by=.metadata.creationTimestamp")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return state;
    }

    @Override
    public void close() {
        // The client goes first: its watches would hold up the API server's end.
        cluster.close();
        endAll();
        if (Thread.currentThread() != shutdownHook) {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        }
        delete(folder.resolve("etcd"));
    }

    private void startAll() {
        var etcdPort = Ports.free();
        start(etcd(etcdPort));
        start(apiServer(etcdPort));
        var others = List.of(controllerManager(), kwok(), defaultScheduler());
        others.forEach(this::launch);
        others.forEach(LocalProcess::awaitReady);
    }

    private synchronized void launch(LocalProcess process) {
        if (closing) {
            throw new IllegalStateException("The control plane is being closed");
        }
        processes.add(process);
        process.launch();
    }

    private synchronized void endAll() {
        closing = true;
        processes.reversed().forEach(LocalProcess::stop);
    }

    // ---- the processes

    private LocalProcess etcd(int port) {
        var client = "http://127.0.0.1:" + port;
        var peer = "http://127.0.0.1:" + Ports.free();
        return process(
                "etcd",
                Probe.http(port, "/readyz"),
                "--data-dir=" + folder.resolve("etcd"),
                "--unsafe-no-fsync", // nothing here outlives a crash of the machine
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--log-level=warn");
    }

    private LocalProcess apiServer(int etcdPort) {
        var keys = writeSigningKey();
        return process(
                "kube-apiserver",
                Probe.https(apiPort, "/readyz", authority()),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--secure-port=" + apiPort,
                "--cert-dir=" + authority().getParent(),
                "--endpoint-reconciler-type=none", // a loopback address is no endpoint for pods
                "--service-cluster-ip-range=10.0.0.0/16",
                "--authorization-mode=RBAC",
                "--token-auth-file=" + writeTokens(),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + keys,
                "--service-account-signing-key-file=" + keys);
    }

    private LocalProcess controllerManager() {
        var port = Ports.free();
        var certificates = folder.resolve("kube-controller-manager");
        return process(
                "kube-controller-manager",
                Probe.https(port, "/healthz", certificates.resolve("kube-controller-manager.crt")),
                "--kubeconfig=" + user("system:kube-controller-manager"),
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + certificates,
                "--authentication-skip-lookup",
                "--leader-elect=false",
                "--use-service-account-credentials", // each controller with its own rights: the user above has few
                "--root-ca-file=" + authority(),
                "--kube-api-qps=" + options.qps(),
                "--kube-api-burst=" + 2 * options.qps());
    }

    private LocalProcess kwok() {
        var port = Ports.free();
        return process(
                "kwok",
                Probe.http(port, "/healthz"),
                "--kubeconfig=" + user("kwok"),
                "--config=" + binaries.kwokStages(),
                "--manage-all-nodes=true",
                "--node-lease-duration-seconds=40",
                "--server-address=127.0.0.1:" + port);
    }

    private LocalProcess defaultScheduler() {
        return scheduler(
                "kube-scheduler",
                List.of("kube-scheduler", "--authentication-skip-lookup"),
                SchedulerConfiguration.ofTheDefaultScheduler(),
                user("system:kube-scheduler"));
    }

    private LocalProcess scheduler(
            String name, List<String> command, SchedulerConfiguration configuration, Kubeconfig identity) {
        var port = Ports.free();
        var certificates = folder.resolve(name);
        var file = folder.resolve(name + ".yaml");
        configuration.withKubeconfig(identity).withQps(options.qps()).write(file);
        var flags = new ArrayList<String>();
        command.stream().skip(1).filter(flag -> !flag.startsWith("--config=")).forEach(flags::add);
        flags.addAll(List.of(
                "--config=" + file,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + certificates));
        return process(
                name,
                "kube-scheduler",
                Probe.https(port, "/readyz", certificates.resolve("kube-scheduler.crt")),
                flags.toArray(String[]::new));
    }

    private LocalProcess process(String name, Probe ready, String... flags) {
        return process(name, name, ready, flags);
    }

    private LocalProcess process(String name, String executable, Probe ready, String... flags) {
        var command = new ArrayList<String>();
        command.add(binaries.get(executable));
        command.addAll(List.of(flags));
        command.addAll(options.flags().getOrDefault(name, List.of()));
        return new LocalProcess(name, command, Map.of(), log(name), ready);
    }

    // ---- who may talk to the API server

    /** The API server makes its own certificate, and is therefore its own authority. */
    private Path authority() {
        return folder.resolve("kube-apiserver").resolve("apiserver.crt");
    }

    private Kubeconfig user(String name) {
        return kubeconfig(name.replace(':', '-'), tokens.computeIfAbsent(name, user -> UUID.randomUUID().toString()));
    }

    private Kubeconfig kubeconfig(String name, String token) {
        var server = URI.create("https://127.0.0.1:" + apiPort);
        return Kubeconfig.write(folder.resolve(name + ".kubeconfig"), server, authority(), token);
    }

    // token, user, uid, groups. The users with a colon get their rights from the API server's own bindings.
    private Path writeTokens() {
        var lines = Stream.of("admin", "kwok", "system:kube-controller-manager", "system:kube-scheduler")
                .map(user -> {
                    var groups = user.startsWith("system:") ? "" : "system:masters";
                    return "%s,%s,%s,%s".formatted(tokens.get(user), user, user, groups);
                })
                .toList();
        return write("tokens.csv", String.join("\n", lines));
    }

    private Path writeSigningKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            var key = Base64.getMimeEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return write("service-accounts.key", "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- the folder

    private Path write(String file, String content) {
        try {
            return Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path emptied(Path folder) {
        delete(folder);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
