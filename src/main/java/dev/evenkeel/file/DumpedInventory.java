package dev.evenkeel.file;

import dev.evenkeel.kubernetes.convert.NodeConverter;
import dev.evenkeel.kubernetes.convert.PodConverter;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.simulate.Host;
import dev.evenkeel.simulate.Inventory;
import dev.evenkeel.simulate.Member;
import dev.evenkeel.simulate.NodeWish;
import dev.evenkeel.simulate.Taint;
import dev.evenkeel.simulate.Toleration;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a dump as a cluster to be asked what-if questions about. */
public final class DumpedInventory {
    private static final Set<String> KEEPING_AWAY = Set.of("NoSchedule", "NoExecute");

    private DumpedInventory() {}

    /**
     * The cluster in a dump: JSON or YAML, lists or single objects, as kubectl prints them.
     *
     * @throws DumpException if the file cannot be read or understood
     */
    public static Inventory load(Path file) {
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new DumpException(file + ": cannot be read, " + e);
        }
    }

    static Inventory parse(String file, byte[] content) {
        Manifests manifests = ManifestReader.read(file, content);
        Dump dump = Dump.of(manifests);
        return new Inventory(
                dump.toString(),
                manifests.nodes.stream().map(found -> host(found.object())).toList(),
                manifests.pods.stream().map(found -> member(found.object())).toList(),
                dump.services());
    }

    private static Host host(Node node) {
        List<Taint> taints = node.getSpec() == null
                ? List.of()
                : node.getSpec().getTaints().stream()
                        .filter(taint -> KEEPING_AWAY.contains(text(taint.getEffect())))
                        .map(taint -> new Taint(text(taint.getKey()), text(taint.getValue()), text(taint.getEffect())))
                        .toList();
        return new Host(NodeConverter.node(node), taints);
    }

    private static Member member(Pod pod) {
        PodSpec spec = pod.getSpec() == null ? new PodSpec() : pod.getSpec();
        return new Member(PodConverter.pod(pod), wish(spec));
    }

    // ---- which nodes a pod may go to

    private static NodeWish wish(PodSpec spec) {
        List<Toleration> tolerations = spec.getTolerations().stream()
                .map(each -> new Toleration(
                        text(each.getKey()),
                        "Exists".equals(each.getOperator()),
                        text(each.getValue()),
                        text(each.getEffect())))
                .toList();
        Map<String, String> nodeSelector = Objects.requireNonNullElse(spec.getNodeSelector(), Map.of());
        return new NodeWish(Labels.of(nodeSelector), affinity(spec.getAffinity()), tolerations);
    }

    private static List<Selector> affinity(@Nullable Affinity affinity) {
        return Optional.ofNullable(affinity)
                .map(Affinity::getNodeAffinity)
                .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                .map(NodeSelector::getNodeSelectorTerms)
                .orElse(List.of())
                .stream()
                .map(DumpedInventory::term)
                .toList();
    }

    /** By labels; comparisons of numbers and names of nodes are passed over. */
    private static Selector term(NodeSelectorTerm term) {
        List<Selector.Requirement> requirements = new ArrayList<>();
        for (NodeSelectorRequirement each : term.getMatchExpressions()) {
            switch (each.getOperator()) {
                case "In" -> requirements.add(new Selector.In(each.getKey(), each.getValues()));
                case "NotIn" -> requirements.add(new Selector.NotIn(each.getKey(), each.getValues()));
                case "Exists" -> requirements.add(new Selector.Exists(each.getKey()));
                case "DoesNotExist" -> requirements.add(new Selector.DoesNotExist(each.getKey()));
                default -> {}
            }
        }
        return new Selector(requirements);
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
