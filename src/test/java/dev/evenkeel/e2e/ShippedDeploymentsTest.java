package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.evenkeel.config.ListenAddress;
import dev.evenkeel.extender.Authority;
import dev.evenkeel.extender.Authority.Certified;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each Deployment under {@code k8s/}, as kustomize renders it, alone and with each component: a real evenkeel starts with the
 * environment, arguments and mounts that the API server has for its pod, as the pod's ServiceAccount, and answers its
 * scheduler and nobody else. Which these are is found by walking the folder.
 */
@Tag("e2e")
class ShippedDeploymentsTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withoutEvenkeel();

    private static final Path SHIPPED = Path.of("k8s");
    private static final String KUSTOMIZATION = "kustomization.yaml";
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Where everybody on this machine may call, and others could if it were a pod's address. */
    private static final String OUTSIDE = "127.0.0.2";

    private static final String INSIDE = "127.0.0.1";
    private static final String SERVICE = "evenkeel.evenkeel-system.svc";
    private static final Pattern AMISS =
            Pattern.compile(" (WARN|ERROR) .*(Forbidden|forbidden|Unauthorized|\\[io\\.qu\\.config\\])");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static Authority authority;
    private static Certified scheduler;
    /** Of the same name, but of another authority. */
    private static Certified stranger;
    /** Of the same authority, but for servers. */
    private static Certified server;

    private final LiveCluster cluster = e2e.cluster();

    @BeforeAll
    static void makeCertificates() {
        var folder = e2e.controlPlane().folder();
        authority = Authority.make(folder.resolve("authority.p12"));
        scheduler = authority.sign("scheduler", "clientAuth");
        stranger = Authority.make(folder.resolve("another.p12")).sign("scheduler", "clientAuth");
        server = authority.sign("extender", "serverAuth", "dns:" + SERVICE, "ip:" + OUTSIDE);
    }

    /** What somebody may deploy: a kustomization, and the components beside it. */
    record Shipment(Path kustomization, List<Path> components) {

        List<HasMetadata> render() {
            if (components.isEmpty()) {
                return rendered(kustomization);
            }
            var folder = directory(e2e.controlPlane().folder().resolve("kustomized"));
            write(folder.resolve(KUSTOMIZATION), """
                    resources: [%s]
                    components: [%s]
                    """.formatted(
                            from(folder, kustomization),
                            components.stream()
                                    .map(component -> from(folder, component))
                                    .collect(Collectors.joining(", "))));
            return rendered(folder);
        }

        private static String from(Path folder, Path other) {
            return folder.toAbsolutePath().relativize(other.toAbsolutePath()).toString();
        }

        @Override
        public String toString() {
            return kustomization
                    + components.stream()
                            .map(each -> " with " + each.getFileName())
                            .collect(Collectors.joining());
        }
    }

    static Stream<Shipment> shipments() {
        var components = kustomizations("Component");
        return kustomizations("Kustomization").stream()
                .filter(folder -> rendered(folder).stream().anyMatch(Deployment.class::isInstance))
                .flatMap(folder -> Stream.concat(
                                Stream.of(List.<Path>of(), components),
                                components.stream().map(List::of))
                        .map(chosen -> new Shipment(folder, chosen)));
    }

    @ParameterizedTest
    @MethodSource("shipments")
    void startsAndAnswersOnlyItsScheduler(Shipment shipment) {
        cluster.addNodes(3);
        var objects = shipment.render();
        objects.forEach(cluster::apply);
        var deployments = objects.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .toList();
        try {
            assertThat(deployments).isNotEmpty();
            deployments.forEach(this::startAndCall);
        } finally {
            deployments.forEach(this::delete);
            objects.stream()
                    .filter(object -> !(object instanceof Namespace))
                    .forEach(object -> cluster.client().resource(object).delete());
        }
    }

    @Test
    void everyPodManifestIsRenderedByADeployment() {
        var rendered = shipments()
                .flatMap(shipment -> shipment.render().stream())
                .filter(Deployment.class::isInstance)
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .collect(Collectors.toSet());

        assertThat(shippedWithPods()).isNotEmpty().isSubsetOf(rendered);
    }

    private void startAndCall(Deployment deployment) {
        giveSecrets(deployment);
        var pod = new ShippedPod(e2e.controlPlane(), podOf(deployment));
        var process = pod.process(Probe.http(pod.managementPort(), "/q/health/ready"));
        e2e.controlPlane().start(process);
        try {
            assertListensWhereItsContainerSays(pod);
            assertManagementAnswersEverybody(pod);
            assertOnlyTheSchedulerIsAnswered(pod);
            assertItsSchedulerPlacesPods(pod);
            assertThat(process.loggedSince(0))
                    .as("what it logs of missing rights and of settings that nobody reads")
                    .noneMatch(line -> AMISS.matcher(line).find());
        } finally {
            e2e.controlPlane().end(process);
        }
    }

    // ---- who is answered

    private static void assertListensWhereItsContainerSays(ShippedPod pod) {
        var settings = settings(pod);
        var open = pod.declaredPorts();
        assertThat(open).containsEntry("management", settings.getValue("quarkus.management.port", Integer.class));
        if (isOpen(settings)) {
            assertThat(open).containsEntry("extender", settings.getValue("quarkus.http.port", Integer.class));
        }
    }

    private static void assertManagementAnswersEverybody(ShippedPod pod) {
        for (var path : List.of("/q/health/live", "/q/health/ready", "/q/metrics")) {
            assertThat(get("http://%s:%d%s".formatted(OUTSIDE, pod.managementPort(), path)))
                    .as(path)
                    .contains(200);
        }
    }

    private static void assertOnlyTheSchedulerIsAnswered(ShippedPod pod) {
        assertThat(filter("http", OUTSIDE, pod, authority.trusting()))
                .as("plain HTTP")
                .isEmpty();
        assertThat(filter("https", OUTSIDE, pod, authority.trusting()))
                .as("no certificate")
                .isEmpty();
        assertThat(filter("https", OUTSIDE, pod, authority.trusting(stranger)))
                .as("a certificate of another authority")
                .isEmpty();
        assertThat(filter("https", OUTSIDE, pod, authority.trusting(server)))
                .as("a server's certificate")
                .isEmpty();
        if (isOpen(settings(pod))) {
            assertThat(filter("https", OUTSIDE, pod, authority.trusting(scheduler)))
                    .as("its scheduler")
                    .contains(200);
        } else {
            assertThat(filter("http", INSIDE, pod, authority.trusting()))
                    .as("its scheduler")
                    .contains(200);
        }
    }

    /** The status of a call about one node, if there is an answer. */
    private static Optional<Integer> filter(String scheme, String host, ShippedPod pod, SSLContext context) {
        var call = """
                {"Pod": {"metadata": {"name": "p", "namespace": "default", "uid": "u"}, "spec": {}}, "NodeNames": ["node-1"]}""";
        return send(
                HttpRequest.newBuilder(
                                URI.create("%s://%s:%d/extender/filter".formatted(scheme, host, pod.extenderPort())))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(call)),
                context);
    }

    private static Optional<Integer> get(String uri) {
        return send(HttpRequest.newBuilder(URI.create(uri)), authority.trusting());
    }

    private static Optional<Integer> send(HttpRequest.Builder request, SSLContext context) {
        try (var client = HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(PATIENCE)
                .build()) {
            return Optional.of(client.send(request.timeout(PATIENCE).build(), BodyHandlers.discarding())
                    .statusCode());
        } catch (IOException none) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // ---- under its scheduler

    private void assertItsSchedulerPlacesPods(ShippedPod pod) {
        var process = isOpen(settings(pod)) ? schedulerElsewhere(pod) : schedulerBeside(pod);
        e2e.controlPlane().start(process);
        try {
            var namespace = cluster.namespace("web");
            cluster.create(
                    namespace,
                    Workload.named("web").onEvenkeel().spread("required").deployment(3));
            cluster.awaitBound(namespace, 3);
            assertThat(cluster.hosts(namespace)).doesNotHaveDuplicates();
        } finally {
            e2e.controlPlane().end(process);
        }
    }

    /** As the pod's other container: on its host, as its ServiceAccount. */
    private static LocalProcess schedulerBeside(ShippedPod pod) {
        var container = pod.scheduler().findAny().orElseThrow();
        return e2e.controlPlane()
                .scheduler(
                        pod.name() + "-scheduler",
                        container.getCommand(),
                        SchedulerConfiguration.shipped().withExtenderPort(pod.extenderPort()),
                        pod.identity())
                .onHost(pod.name());
    }

    /** By the entry for an extender elsewhere that docs/configuration.md shows, with the files and port of this machine. */
    private static LocalProcess schedulerElsewhere(ShippedPod pod) {
        var folder = e2e.controlPlane().folder();
        var files = Map.of(
                "caFile", write(folder.resolve("ca.crt"), authority.pem()),
                "certFile", write(folder.resolve("scheduler.crt"), scheduler.certificatePem()),
                "keyFile", write(folder.resolve("scheduler.key"), scheduler.keyPem()));
        var configuration = SchedulerConfiguration.shipped()
                .withExtender(documentedExtender())
                .with(root -> {
                    root.withObject("/leaderElection").put("leaderElect", false);
                    var extender = (ObjectNode) root.at("/extenders/0");
                    assertThat(URI.create(extender.path("urlPrefix").textValue()))
                            .hasHost(SERVICE)
                            .hasPort(8888);
                    extender.put("urlPrefix", "https://%s:%d/extender".formatted(OUTSIDE, pod.extenderPort()));
                    var tls = extender.withObject("/tlsConfig");
                    assertThat(tls.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(files.keySet());
                    files.forEach((key, file) -> tls.put(key, file.toString()));
                    tls.put("serverName", SERVICE);
                });
        return e2e.controlPlane().defaultSchedulersTwin(pod.name() + "-scheduler", configuration);
    }

    private static ObjectNode documentedExtender() {
        var blocks = read(Path.of("docs", "configuration.md")).split("```yaml\n", -1);
        return Stream.of(blocks)
                .skip(1)
                .map(block -> block.split("```", 2)[0])
                .map(ShippedDeploymentsTest::parse)
                .filter(block -> block.has("extenders"))
                .map(block -> (ObjectNode) block.at("/extenders/0"))
                .findAny()
                .orElseThrow();
    }

    // ---- what is deployed

    private Pod podOf(Deployment deployment) {
        var meta = deployment.getMetadata();
        var labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
        return LiveCluster.await("a pod of " + meta.getName())
                .until(
                        () -> cluster.pods(meta.getNamespace()).stream()
                                .filter(pod ->
                                        pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                                .filter(pod -> pod.getStatus().getPodIP() != null)
                                .findAny(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** What cert-manager would make: a certificate of the Service's name, and the authority that signs the scheduler's. */
    private void giveSecrets(Deployment deployment) {
        deployment.getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .forEach(volume -> cluster.apply(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(deployment.getMetadata().getNamespace())
                        .withName(volume.getSecret().getSecretName())
                        .endMetadata()
                        .withType("kubernetes.io/tls")
                        .addToStringData("tls.crt", server.certificatePem())
                        .addToStringData("tls.key", server.keyPem())
                        .addToStringData("ca.crt", authority.pem())
                        .build()));
    }

    private void delete(Deployment deployment) {
        var meta = deployment.getMetadata();
        cluster.client().resource(deployment).delete();
        LiveCluster.await("no pods of " + meta.getName())
                .until(() -> cluster.pods(meta.getNamespace()).isEmpty());
    }

    /** What evenkeel's settings come to with the pod's environment, but for the ports that a test changes. */
    private static SmallRyeConfig settings(ShippedPod pod) {
        try {
            return new SmallRyeConfigBuilder()
                    .withSources(new EnvConfigSource(pod.environment(), 300))
                    .withSources(new PropertiesConfigSource(
                            Path.of("src", "main", "resources", "application.properties")
                                    .toUri()
                                    .toURL(),
                            250))
                    .withSources(new ListenAddress())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOpen(SmallRyeConfig settings) {
        return !settings.getValue("quarkus.http.host", String.class).equals(INSIDE);
    }

    // ---- what is shipped

    private static List<Path> kustomizations(String kind) {
        return files().filter(file -> file.endsWith(KUSTOMIZATION))
                .filter(file -> parse(read(file)).path("kind").asText().equals(kind))
                .map(Path::getParent)
                .sorted()
                .toList();
    }

    /** The objects in files that have containers somewhere, whatever they are. */
    private static Set<String> shippedWithPods() {
        return files().filter(file -> file.toString().matches(".*\\.(ya?ml|json)") && !file.endsWith(KUSTOMIZATION))
                .flatMap(file -> Stream.of(read(file).split("(?m)^---$", -1)))
                .map(ShippedDeploymentsTest::parse)
                .filter(object -> object.findParent("containers") != null)
                .map(object -> object.path("kind").asText() + " "
                        + object.at("/metadata/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Path> files() {
        try (var files = Files.walk(SHIPPED)) {
            return new ArrayList<>(files.filter(Files::isRegularFile).toList()).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<HasMetadata> rendered(Path folder) {
        var yaml = e2e.controlPlane().kubectl("kustomize", folder.toString());
        return e2e.cluster()
                .client()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    private static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String content) {
        try {
            return Files.writeString(file, content).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
