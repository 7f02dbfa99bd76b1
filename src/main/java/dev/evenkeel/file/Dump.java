package dev.evenkeel.file;

import dev.evenkeel.cluster.Versions;
import dev.evenkeel.kubernetes.convert.ServiceConverter;
import dev.evenkeel.kubernetes.convert.WorkloadConverter;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster out of a file, completed where the file leaves out what an API server would have set.
 *
 * @param nodes in the order of the file
 * @param pods oldest first; those without a creation time before the others, in the order of the file
 * @param workloads those with a UID: without one they own no pod
 * @param ignored how many objects of each other kind the file has
 * @param version the resourceVersion of the newest object, at least 1; objects without one have this one
 */
public record Dump(
        String file,
        List<NodeObject> nodes,
        List<PodObject> pods,
        List<Service> services,
        List<Workload> workloads,
        Map<String, Integer> ignored,
        long version) {
    private static final String DEFAULT_NAMESPACE = "default";

    public Dump {
        nodes = List.copyOf(nodes);
        pods = List.copyOf(pods);
        services = List.copyOf(services);
        workloads = List.copyOf(workloads);
        ignored = Map.copyOf(ignored);
    }

    /**
     * The cluster in a file: JSON or YAML, lists or single objects, as kubectl prints them.
     *
     * @throws DumpException if the file cannot be read or understood
     */
    public static Dump load(Path file) {
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new DumpException(file + ": cannot be read, " + e);
        }
    }

    static Dump parse(String file, byte[] content) {
        return of(ManifestReader.read(file, content));
    }

    /**
     * Completes and converts what a file holds.
     *
     * @throws DumpException if an object cannot be understood or is there twice, or if there is no node
     */
    private static Dump of(Manifests manifests) {
        if (manifests.nodes.isEmpty()) {
            throw new DumpException(
                    manifests.file
                            + ": no Node in it; expected nodes, pods and Services, as of kubectl get nodes,pods,services -A -o json");
        }
        long version = Math.max(1, newestVersion(manifests));
        complete(manifests.nodes, version);
        manifests.nodes.forEach(node -> completeNode(node.object()));
        complete(manifests.pods, version);
        manifests.pods.forEach(pod -> completePod(pod.object().getMetadata()));
        requireUnique(manifests.nodes);
        requireUnique(manifests.pods);
        List<NodeObject> nodes = manifests.nodes.stream()
                .map(found -> converted(found, ManifestConverter::node))
                .toList();
        List<PodObject> pods = manifests.pods.stream()
                .sorted(Comparator.comparing(Dump::created))
                .map(found -> converted(found, ManifestConverter::pod))
                .toList();
        complete(manifests.services, version);
        manifests.services.forEach(service -> completeNamespace(service.object().getMetadata()));
        List<Service> services = manifests.services.stream()
                .map(found -> converted(found, ServiceConverter::service))
                .toList();
        return new Dump(
                manifests.file, nodes, pods, services, workloads(manifests, version), manifests.ignored, version);
    }

    private static List<Workload> workloads(Manifests manifests, long version) {
        return Stream.of(
                        workloads(manifests.replicaSets, WorkloadConverter::replicaSet, version),
                        workloads(manifests.statefulSets, WorkloadConverter::statefulSet, version),
                        workloads(manifests.controllers, WorkloadConverter::replicationController, version))
                .flatMap(List::stream)
                .toList();
    }

    private static <T extends HasMetadata> List<Workload> workloads(
            List<Manifests.Found<T>> all, Function<T, Workload> conversion, long version) {
        complete(all, version);
        all.forEach(found -> completeNamespace(found.object().getMetadata()));
        return all.stream()
                .filter(found -> !isEmpty(found.object().getMetadata().getUid()))
                .map(found -> converted(found, conversion))
                .toList();
    }

    private static long newestVersion(Manifests manifests) {
        return Stream.of(manifests.nodes, manifests.pods, manifests.services)
                .flatMap(List::stream)
                .mapToLong(found -> version(found.object().getMetadata()))
                .max()
                .orElse(Versions.UNKNOWN);
    }

    private static long version(ObjectMeta meta) {
        return Versions.parse(Objects.requireNonNullElse(meta.getResourceVersion(), ""));
    }

    private static void complete(List<? extends Manifests.Found<?>> found, long version) {
        for (Manifests.Found<?> each : found) {
            ObjectMeta meta = each.object().getMetadata();
            if (version(meta) == Versions.UNKNOWN) {
                meta.setResourceVersion(Long.toString(version));
            }
        }
    }

    /** As the API server does it: a node's allocatable is its capacity where it is not set. */
    private static void completeNode(io.fabric8.kubernetes.api.model.Node node) {
        if (node.getStatus() != null && isEmpty(node.getStatus().getAllocatable())) {
            node.getStatus().setAllocatable(node.getStatus().getCapacity());
        }
    }

    private static void completeNamespace(ObjectMeta meta) {
        if (isEmpty(meta.getNamespace())) {
            meta.setNamespace(DEFAULT_NAMESPACE);
        }
    }

    private static void completePod(ObjectMeta meta) {
        completeNamespace(meta);
        if (isEmpty(meta.getUid())) {
            meta.setUid(meta.getNamespace() + "/" + meta.getName());
        }
    }

    private static void requireUnique(List<? extends Manifests.Found<?>> all) {
        Map<String, Place> places = new HashMap<>();
        for (Manifests.Found<?> found : all) {
            Place first = places.putIfAbsent(name(found.object()), found.place());
            if (first != null) {
                throw found.place().error(title(found.object()) + " is there twice, first in " + first);
            }
        }
    }

    private static <T extends HasMetadata, R> R converted(Manifests.Found<T> found, Function<T, R> conversion) {
        try {
            return conversion.apply(found.object());
        } catch (NumberFormatException e) {
            throw found.place().error(title(found.object()) + ": expected quantities such as 500m, 2 or 64Mi");
        } catch (IllegalArgumentException e) {
            throw found.place().error(title(found.object()) + ": " + e.getMessage());
        }
    }

    /** All times are of one format, so that their order as text is that in time. */
    private static String created(Manifests.Found<Pod> found) {
        return Objects.requireNonNullElse(found.object().getMetadata().getCreationTimestamp(), "");
    }

    private static String title(HasMetadata object) {
        return object.getKind() + " " + name(object);
    }

    private static String name(HasMetadata object) {
        ObjectMeta meta = object.getMetadata();
        return isEmpty(meta.getNamespace()) ? meta.getName() : meta.getNamespace() + "/" + meta.getName();
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static boolean isEmpty(@Nullable Map<?, ?> map) {
        return map == null || map.isEmpty();
    }

    /** The same cluster with other nodes and pods. */
    public Dump with(List<NodeObject> otherNodes, List<PodObject> otherPods) {
        return new Dump(file, otherNodes, otherPods, services, workloads, ignored, version);
    }

    public Optional<NodeObject> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** The pods that a Service selects, whatever they are at. */
    public List<PodObject> selectedBy(Service service) {
        return pods.stream()
                .filter(each ->
                        service.selects(each.pod().id().namespace(), each.pod().labels()))
                .toList();
    }

    /** {@code dump.json: 12 nodes, 35 pods (20 pending), 3 Services; ignored: 2 Deployment}. */
    @Override
    public String toString() {
        long pending = pods.stream().filter(PodObject::isPending).count();
        String counts = file + ": " + nodes.size() + " nodes, " + pods.size() + " pods (" + pending + " pending), "
                + services.size() + " Services";
        return ignored.isEmpty()
                ? counts
                : ignored.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", ", counts + "; ignored: ", ""));
    }
}
