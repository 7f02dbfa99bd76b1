package dev.evenkeel.e2e;

import dev.evenkeel.e2e.Identities.User;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

        /** On the newest version, unless the system property {@code evenkeel.e2e.version} names another. */
        static Options defaults() {
            return new Options(System.getProperty("evenkeel.e2e.version", "1.37.2"), 500, Map.of());
        }

        /** 37 for 1.37.2. */
        int minorVersion() {
            return Integer.parseInt(version.split("\\.", -1)[1]);
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

    private final WorkFolder folder;
    private final Options options;
    private final Binaries binaries;
    private final int apiPort = Ports.free();
    private final Identities identities;
    private final LiveCluster cluster;

    private final List<LocalProcess> processes = new ArrayList<>();
    private boolean closing;

    private ControlPlane(Path folder, Options options) {
        this.binaries = Binaries.of(options.version());
        this.folder = WorkFolder.emptied(folder);
        this.options = options;
        this.identities = new Identities(this.folder, URI.create("https://127.0.0.1:" + apiPort));
        this.cluster = new LiveCluster(identities.kubeconfig(User.ADMIN));
    }

    /** Starts one in a folder, which is emptied first; when this returns, all its processes are ready. */
    static ControlPlane start(Path folder, Options options) {
        var controlPlane = new ControlPlane(folder, options);
        // It is never taken off: after close it has nothing to do, and a JVM that shuts down refuses to take hooks off.
        Runtime.getRuntime().addShutdownHook(new Thread(controlPlane::endAll, "end the control plane"));
        try {
            controlPlane.startAll();
        } catch (RuntimeException e) {
            controlPlane.close();
            throw e;
        }
        return controlPlane;
    }

    LiveCluster cluster() {
        return cluster;
    }

    Options options() {
        return options;
    }

    WorkFolder folder() {
        return folder;
    }

    /** All that was started on it, in that order. */
    List<LocalProcess> processes() {
        synchronized (processes) {
            return List.copyOf(processes);
        }
    }

    /** One of them by its name, for example to restart it. */
    LocalProcess process(String name) {
        return processes().stream()
                .filter(process -> process.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("There is no process " + name));
    }

    /** Starts one more process, which ends before those that were started earlier. */
    void start(LocalProcess process) {
        launch(process);
        process.awaitReady();
    }

    /** Ends one that is not needed any more, and which is not started again for the next test. */
    void end(LocalProcess process) {
        synchronized (processes) {
            processes.remove(process);
        }
        process.stop();
    }

    /** A kube-scheduler, not started yet; its command line is one of a manifest, with the paths and ports of this machine. */
    LocalProcess scheduler(
            String name, List<String> command, SchedulerConfiguration configuration, Kubeconfig identity) {
        var port = Ports.free();
        var certificates = folder.resolve(name);
        var file = folder.resolve(name + ".yaml");
        configuration.withKubeconfig(identity).withQps(options.qps()).write(file);
        var flags = new ArrayList<String>();
        command.stream().skip(1).filter(flag -> !flag.startsWith("--config=")).forEach(flags::add);
        flags.add("--config=" + file);
        flags.add("--bind-address=127.0.0.1");
        flags.add("--secure-port=" + port);
        flags.add("--cert-dir=" + certificates);
        var ready = Probe.https(port, "/readyz", certificates.resolve("kube-scheduler.crt"));
        return process(name, "kube-scheduler", ready, flags);
    }

    /** Access for a program that runs as this ServiceAccount. */
    Kubeconfig serviceAccount(String namespace, String name) {
        return identities.kubeconfig(namespace + "-" + name, cluster.token(namespace, name));
    }

    /** A kube-scheduler like the default one, not started yet, with another configuration. */
    LocalProcess defaultSchedulersTwin(String name, SchedulerConfiguration configuration) {
        return scheduler(
                name,
                List.of("kube-scheduler", "--authentication-skip-lookup"),
                configuration,
                identities.kubeconfig(User.SCHEDULER));
    }

    /** Where the API server is. */
    URI server() {
        return URI.create("https://127.0.0.1:" + apiPort);
    }

    /** Runs kubectl as administrator and returns its output. */
    String kubectl(String... arguments) {
        return kubectlCommand(arguments).output();
    }

    /** The same, to be shown or run by somebody else. */
    Command kubectlCommand(String... arguments) {
        var words = new ArrayList<String>();
        words.add(binaries.get("kubectl"));
        words.add("--kubeconfig=" + identities.kubeconfig(User.ADMIN));
        words.addAll(List.of(arguments));
        return new Command(words);
    }

    /** The shipped kustomization, rendered by kubectl. */
    Manifests manifests() {
        var rendered = kubectl("kustomize", "k8s").getBytes(StandardCharsets.UTF_8);
        return new Manifests(
                cluster.client().load(new ByteArrayInputStream(rendered)).items());
    }

    /** Writes down what is in the cluster, for whoever looks into a failure. */
    void keepState() {
        folder.write(
                "state.txt",
                String.join(
                        "\n",
                        kubectl("get", "nodes", "--output=wide", "--show-labels"),
                        kubectl("get", "deployments,pods", "--all-namespaces", "--output=wide"),
                        kubectl("get", "events", "--all-namespaces", "--sort-by=.metadata.creationTimestamp")));
    }

    @Override
    public void close() {
        // The client goes first: its watches would hold up the API server's end.
        cluster.close();
        endAll();
        folder.delete("etcd");
    }

    private void startAll() {
        var etcdPort = Ports.free();
        start(etcd(etcdPort));
        start(apiServer(etcdPort));
        var others = List.of(controllerManager(), kwok(), defaultScheduler());
        others.forEach(this::launch);
        others.forEach(LocalProcess::awaitReady);
    }

    private void launch(LocalProcess process) {
        synchronized (processes) {
            if (closing) {
                throw new IllegalStateException("The control plane is being closed");
            }
            processes.add(process);
            process.launch();
        }
    }

    private void endAll() {
        synchronized (processes) {
            closing = true;
            processes.reversed().forEach(LocalProcess::stop);
        }
    }

    private LocalProcess etcd(int port) {
        var client = "http://127.0.0.1:" + port;
        var peer = "http://127.0.0.1:" + Ports.free();
        return process(
                "etcd",
                Probe.http(port, "/readyz"),
                "--data-dir=" + folder.resolve("etcd"),
                "--unsafe-no-fsync", // nothing here is to outlive a crash of the machine
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--log-level=warn");
    }

    private LocalProcess apiServer(int etcdPort) {
        var key = identities.writeSigningKey();
        return process(
                "kube-apiserver",
                Probe.https(apiPort, "/readyz", identities.authority()),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--secure-port=" + apiPort,
                "--cert-dir=" + identities.certificates(),
                "--endpoint-reconciler-type=none", // a loopback address is no endpoint for pods
                "--service-cluster-ip-range=10.0.0.0/16",
                "--authorization-mode=RBAC",
                "--token-auth-file=" + identities.writeTokens(),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key);
    }

    private LocalProcess controllerManager() {
        var name = "kube-controller-manager";
        var port = Ports.free();
        var certificates = folder.resolve(name);
        return process(
                name,
                Probe.https(port, "/healthz", certificates.resolve(name + ".crt")),
                "--kubeconfig=" + identities.kubeconfig(User.CONTROLLER_MANAGER),
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + certificates,
                "--authentication-skip-lookup",
                "--leader-elect=false",
                "--use-service-account-credentials", // each controller has rights of its own; the user has few
                "--kube-api-qps=" + options.qps(),
                "--kube-api-burst=" + 2 * options.qps());
    }

    private LocalProcess kwok() {
        var port = Ports.free();
        return process(
                "kwok",
                Probe.http(port, "/healthz"),
                "--kubeconfig=" + identities.kubeconfig(User.KWOK),
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
                identities.kubeconfig(User.SCHEDULER));
    }

    private LocalProcess process(String name, Probe ready, String... flags) {
        return process(name, name, ready, List.of(flags));
    }

    private LocalProcess process(String name, String executable, Probe ready, List<String> flags) {
        var command = new ArrayList<String>();
        command.add(binaries.get(executable));
        command.addAll(flags);
        command.addAll(options.flags().getOrDefault(name, List.of()));
        return new LocalProcess(name, command, Map.of(), folder.log(name), ready);
    }
}
