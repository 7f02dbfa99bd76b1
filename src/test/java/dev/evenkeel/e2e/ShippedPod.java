package dev.evenkeel.e2e;

import static java.util.stream.Collectors.toMap;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A pod as the API server has it, after defaulting and admission, and evenkeel's container of it as this machine runs it: with
 * the pod's hostname, the container's environment, arguments and mounts and no others, and the root read-only. What a kubelet
 * would do and this cannot is refused, never passed over. Only the ports are others, since this machine's may be taken.
 */
final class ShippedPod {

    /** Whatever runs evenkeel, whoever has built the image. */
    private static final String IMAGE = "/evenkeel";

    private static final Path RUN = Path.of("e2e", "container");
    private static final Path APPLICATION = Path.of("target", "quarkus-app");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");

    private final ControlPlane controlPlane;
    private final Pod pod;
    private final Container container;
    private final Path folder;
    private final int extenderPort = Ports.free();
    private final int managementPort = Ports.free();

    ShippedPod(ControlPlane controlPlane, Pod pod) {
        this.controlPlane = controlPlane;
        this.pod = pod;
        this.container = evenkeel(pod);
        this.folder = controlPlane.folder().resolve(name()).toAbsolutePath();
    }

    private static Container evenkeel(Pod pod) {
        var found = containers(pod)
                .filter(container -> image(container).endsWith(IMAGE))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException("Pod %s has %d containers of evenkeel: expected one, or another test for it"
                    .formatted(pod.getMetadata().getName(), found.size()));
        }
        return found.getFirst();
    }

    private static Stream<Container> containers(Pod pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream());
    }

    private static String image(Container container) {
        return container.getImage().split("[:@]", 2)[0];
    }

    String name() {
        return pod.getMetadata().getName();
    }

    int extenderPort() {
        return extenderPort;
    }

    int managementPort() {
        return managementPort;
    }

    /** The ports that its container says it has, by name. */
    Map<String, Integer> declaredPorts() {
        return container.getPorts().stream().collect(toMap(port -> port.getName(), port -> port.getContainerPort()));
    }

    /** The container beside evenkeel that is kube-scheduler, if there is one. */
    Stream<Container> scheduler() {
        return containers(pod).filter(other -> image(other).endsWith("/kube-scheduler"));
    }

    Kubeconfig identity() {
        return controlPlane.serviceAccount(namespace(), pod.getSpec().getServiceAccountName());
    }

    /** The container, not started yet. */
    LocalProcess process(Callable<Boolean> ready) {
        return new LocalProcess(
                name(), command(), Map.of(), controlPlane.folder().log(name()), ready);
    }

    /** What the kubelet puts in the environment: that of the manifest, and the way to the API server. */
    Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        environment.put("KUBERNETES_SERVICE_HOST", controlPlane.server().getHost());
        environment.put(
                "KUBERNETES_SERVICE_PORT",
                Integer.toString(controlPlane.server().getPort()));
        refuse(!container.getEnvFrom().isEmpty(), "envFrom");
        for (var variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable, environment));
        }
        return environment;
    }

    private String value(EnvVar variable, Map<String, String> before) {
        var from = variable.getValueFrom();
        if (from == null) {
            return expanded(Objects.requireNonNullElse(variable.getValue(), ""), before);
        }
        refuse(from.getFieldRef() == null, "the source of " + variable.getName());
        return field(from.getFieldRef().getFieldPath());
    }

    private String field(String path) {
        return switch (path) {
            case "metadata.name" -> name();
            case "metadata.namespace" -> namespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
            case "status.podIP" -> pod.getStatus().getPodIP();
            case "status.hostIP" -> pod.getStatus().getHostIP();
            default -> throw new IllegalStateException("The field " + path + ": unknown here");
        };
    }

    private static String expanded(String text, Map<String, String> environment) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(
                        environment.getOrDefault(found.group(1), found.group())));
    }

    // ---- the command line

    private List<String> command() {
        if (!Files.exists(APPLICATION.resolve("quarkus-run.jar"))) {
            throw new IllegalStateException("%s is not there: package the application first".formatted(APPLICATION));
        }
        refuse(!container.getCommand().isEmpty(), "a command other than the image's");
        var security = Objects.requireNonNull(container.getSecurityContext(), "a securityContext");
        refuse(!Boolean.TRUE.equals(security.getReadOnlyRootFilesystem()), "a root that can be written to");
        var jdk = Path.of(System.getProperty("java.home")).toAbsolutePath();
        var command = new ArrayList<String>();
        command.add(RUN.toString());
        command.add(name());
        command.add(directory(folder.resolve("root")).toString());
        command.add(pod.getSpec().getSecurityContext().getRunAsUser().toString());
        command.add(jdk + ":" + jdk + ":ro");
        command.add(APPLICATION.toAbsolutePath() + ":/app:ro");
        container.getVolumeMounts().forEach(mount -> command.add(mounted(mount)));
        environment().forEach((name, value) -> command.add(name + "=" + value));
        command.add("--");
        command.add(jdk.resolve("bin").resolve("java").toString());
        command.add("-XX:MaxRAM=" + memoryLimit());
        // Before what the environment says, but nobody sets ports there.
        command.add("-Dquarkus.http.port=" + extenderPort);
        command.add("-Dquarkus.http.ssl-port=" + extenderPort);
        command.add("-Dquarkus.management.port=" + managementPort);
        command.add("-jar");
        command.add("/app/quarkus-run.jar");
        container.getArgs().forEach(argument -> command.add(expanded(argument, environment())));
        return command;
    }

    private String memoryLimit() {
        var limit = container.getResources().getLimits().get("memory");
        return Quantity.getAmountInBytes(limit).toBigInteger().toString();
    }

    // ---- volumes

    private String mounted(VolumeMount mount) {
        refuse(mount.getSubPath() != null || mount.getSubPathExpr() != null, "a part of the volume " + mount.getName());
        var volume = pod.getSpec().getVolumes().stream()
                .filter(each -> each.getName().equals(mount.getName()))
                .findAny()
                .orElseThrow();
        var mode = Boolean.TRUE.equals(mount.getReadOnly()) ? "ro" : "rw";
        return source(volume) + ":" + mount.getMountPath() + ":" + mode;
    }

    /** Writes what is in the Secret of a volume anew, as a kubelet does once it has changed. */
    void refresh() {
        pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .forEach(this::source);
    }

    private Path source(Volume volume) {
        var source = directory(folder.resolve(volume.getName()));
        if (volume.getEmptyDir() != null) {
            return open(source);
        }
        files(volume).forEach((name, content) -> write(source.resolve(name), content));
        return source;
    }

    private Map<String, String> files(Volume volume) {
        if (volume.getSecret() != null) {
            refuse(!volume.getSecret().getItems().isEmpty(), "items of " + volume.getName());
            return secret(volume.getSecret().getSecretName());
        }
        refuse(volume.getProjected() == null, "the volume " + volume.getName());
        var files = new LinkedHashMap<String, String>();
        volume.getProjected().getSources().forEach(projection -> files.putAll(files(projection)));
        return files;
    }

    private Map<String, String> secret(String name) {
        var secret = controlPlane
                .cluster()
                .client()
                .secrets()
                .inNamespace(namespace())
                .withName(name);
        return Objects.requireNonNull(secret.get(), "There is no Secret " + name).getData().entrySet().stream()
                .collect(toMap(
                        Map.Entry::getKey,
                        entry -> new String(Base64.getDecoder().decode(entry.getValue()), StandardCharsets.US_ASCII)));
    }

    /** Who the pod is, where to find the API server's authority, and in which namespace: what admission adds to each pod. */
    private Map<String, String> files(VolumeProjection projection) {
        if (projection.getServiceAccountToken() != null) {
            return Map.of(
                    projection.getServiceAccountToken().getPath(), identity().token());
        }
        if (projection.getConfigMap() != null) {
            // A controller makes this one, once it is told the authority of the API server.
            refuse(!projection.getConfigMap().getName().equals("kube-root-ca.crt"), "another ConfigMap");
            return Map.of("ca.crt", read(identity().authority()));
        }
        refuse(projection.getDownwardAPI() == null, "another projection");
        return projection.getDownwardAPI().getItems().stream()
                .collect(toMap(
                        DownwardAPIVolumeFile::getPath,
                        file -> field(file.getFieldRef().getFieldPath())));
    }

    // ---- files

    private static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path open(Path path) {
        try {
            return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
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

    private String namespace() {
        return pod.getMetadata().getNamespace();
    }

    private void refuse(boolean unknown, String what) {
        if (unknown) {
            throw new IllegalStateException(
                    "%s of container %s in pod %s: not known here".formatted(what, container.getName(), name()));
        }
    }
}
