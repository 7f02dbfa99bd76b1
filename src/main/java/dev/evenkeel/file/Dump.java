package dev.evenkeel.file;

import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.Versions;
import dev.evenkeel.kubernetes.convert.NodeConverter;
import dev.evenkeel.kubernetes.convert.PodConverter;
import dev.evenkeel.kubernetes.convert.ServiceConverter;
import dev.evenkeel.kubernetes.convert.WorkloadConverter;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.rehearse.SimulatedPod;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
record Dump(
        String file,
        List<Node> nodes,
        List<StoredPod> pods,
        List<Service> services,
        List<Workload> workloads,
        Map<String, Integer> ignored,
        long version) {
    private static final String DEFAULT_NAMESPACE = "default";
    private static final String DEFAULT_SCHEDULER = "default-scheduler";

    /**
     * Completes and reduces what a file holds.
     *
     * @throws DumpException if an object cannot be understood or is there twice, or if there is no node
     */
    static Dump of(Manifests manifests) {
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
        List<Node> nodes = manifests.nodes.stream()
                .map(found -> reduced(found, NodeConverter::node))
                .toList();
        List<StoredPod> pods = manifests.pods.stream()
                .sorted(Comparator.comparing(Dump::created))
                .map(found -> reduced(found, Dump::stored))
                .toList();
        complete(manifests.services, version);
        manifests.services.forEach(service -> completeNamespace(service.object().getMetadata()));
        List<Service> services = manifests.services.stream()
                .map(found -> reduced(found, ServiceConverter::service))
                .toList();
        return new Dump(
                manifests.file,
                nodes,
                pods,
                services,
                workloads(manifests, version),
                Map.copyOf(manifests.ignored),
                version);
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
            List<Manifests.Found<T>> all, Function<T, Workload> reduction, long version) {
        complete(all, version);
        all.forEach(found -> completeNamespace(found.object().getMetadata()));
        return all.stream()
                .filter(found -> !isEmpty(found.object().getMetadata().getUid()))
                .map(found -> reduced(found, reduction))
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

    /** As the API server does, a node that does not say what it can give gives all that it has. */
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

    private static <T extends HasMetadata, R> R reduced(Manifests.Found<T> found, Function<T, R> reduction) {
        try {
            return reduction.apply(found.object());
        } catch (NumberFormatException e) {
            throw found.place().error(title(found.object()) + ": expected quantities such as 500m, 2 or 64Mi");
        } catch (IllegalArgumentException e) {
            throw found.place().error(title(found.object()) + ": " + e.getMessage());
        }
    }

    private static StoredPod stored(Pod pod) {
        PodSpec spec = pod.getSpec() == null ? new PodSpec() : pod.getSpec();
        Map<String, String> nodeSelector = Objects.requireNonNullElse(spec.getNodeSelector(), Map.of());
        SimulatedPod simulated = new SimulatedPod(
                PodConverter.pod(pod),
                Labels.of(nodeSelector),
                Objects.requireNonNullElse(spec.getPriority(), 0),
                isEmpty(spec.getSchedulerName()) ? DEFAULT_SCHEDULER : spec.getSchedulerName());
        return new StoredPod(simulated, !spec.getSchedulingGates().isEmpty());
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

    /** {@code dump.json: 12 nodes, 35 pods (20 pending), 3 Services; ignored: 2 Deployment}. */
    @Override
    public String toString() {
        long pending = pods.stream().filter(StoredPod::isPending).count();
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
