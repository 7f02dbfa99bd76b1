package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The nodes on which volumes are being provisioned for waiting pods. With {@code WaitForFirstConsumer} kube-scheduler
 * chooses the node, writes it on the pod's claim, and binds the pod once the volume exists, up to ten minutes later.
 * From 1.35 on it also sets the pod's {@code status.nominatedNodeName}; before that only the claim shows it. A slot
 * there must not go to another pod meanwhile: the volume may be useless anywhere else.
 *
 * <p>A claim counts from when it was seen with a node and without a volume, until its pod is bound or gone: what an old
 * claim says about its first pod means nothing for the next one.
 */
final class VolumeNodes {
    /**
     * Written by kube-scheduler (volumebinding/binder.go), removed by a provisioner that cannot make the volume there.
     */
    static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    private static final String HAS_VOLUME = "Bound";

    /** A waiting pod, as the watch showed it, and the claims that it mounts, by namespace and name. */
    private record Waiting(Pod pod, List<String> claims) {}

    /**
     * A claim's node.
     *
     * @param made whether the volume exists
     */
    private record Selected(String node, boolean made) {}

    private final Map<PodId, Waiting> waiting = new HashMap<>();
    /** By claim. */
    private final Map<String, Selected> selected = new HashMap<>();

    /**
     * The pod as the watch shows it, nominated to the node where a volume is being provisioned for it, if there is one.
     */
    synchronized Pod on(Pod pod, io.fabric8.kubernetes.api.model.Pod whole) {
        List<String> claims = claims(whole);
        boolean isWaiting = pod.node().isEmpty()
                && pod.phase() == Pod.Phase.LIVE
                && !pod.settings().isEmpty();
        if (!isWaiting || claims.isEmpty()) {
            gone(pod.id());
            return pod;
        }
        Waiting waits = new Waiting(pod, claims);
        waiting.put(pod.id(), waits);
        return nominated(waits);
    }

    /** The pod no longer waits. */
    synchronized void gone(PodId pod) {
        Waiting gone = waiting.remove(pod);
        if (gone != null) {
            gone.claims.forEach(
                    claim -> selected.computeIfPresent(claim, (same, choice) -> choice.made ? null : choice));
        }
    }

    /**
     * The pods that wait for a volume of this claim, as they are to be passed on now; none if nothing has changed for
     * them.
     */
    synchronized List<Pod> on(PersistentVolumeClaim claim) {
        Optional<String> node = Optional.ofNullable(claim.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(SELECTED_NODE))
                .filter(name -> !name.isEmpty());
        boolean made =
                claim.getStatus() != null && HAS_VOLUME.equals(claim.getStatus().getPhase());
        String key = key(claim);
        if (made && node.isPresent()) {
            selected.computeIfPresent(
                    key, (same, choice) -> waitingFor(key).isEmpty() ? null : new Selected(choice.node, true));
            return List.of();
        }
        return select(key, node);
    }

    synchronized List<Pod> gone(PersistentVolumeClaim claim) {
        return select(key(claim), Optional.empty());
    }

    private List<Pod> select(String claim, Optional<String> node) {
        Optional<String> before = Optional.ofNullable(selected.remove(claim)).map(Selected::node);
        node.ifPresent(name -> selected.put(claim, new Selected(name, false)));
        return before.equals(node)
                ? List.of()
                : waitingFor(claim).stream().map(this::nominated).toList();
    }

    private List<Waiting> waitingFor(String claim) {
        return waiting.values().stream()
                .filter(pod -> pod.claims.contains(claim))
                .toList();
    }

    private Pod nominated(Waiting waits) {
        return waits.claims.stream()
                .flatMap(claim -> Optional.ofNullable(selected.get(claim)).stream())
                .findFirst()
                .filter(choice -> waits.pod.scheduling().nominated().isEmpty())
                .map(choice -> waits.pod.nominatedTo(choice.node))
                .orElse(waits.pod);
    }

    private static String key(PersistentVolumeClaim claim) {
        return claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName();
    }

    private static List<String> claims(io.fabric8.kubernetes.api.model.Pod pod) {
        if (pod.getSpec() == null) {
            return List.of();
        }
        String namespace = pod.getMetadata().getNamespace();
        return pod.getSpec().getVolumes().stream()
                .flatMap(volume -> claim(volume, pod.getMetadata().getName()))
                .map(name -> namespace + "/" + name)
                .toList();
    }

    /** A generic ephemeral volume's claim is called after its pod and itself (KEP-1698). */
    private static Stream<String> claim(Volume volume, String pod) {
        if (volume.getPersistentVolumeClaim() != null) {
            return Stream.of(volume.getPersistentVolumeClaim().getClaimName());
        }
        return volume.getEphemeral() == null ? Stream.empty() : Stream.of(pod + "-" + volume.getName());
    }
}
