package dev.evenkeel.scaledown;

import dev.evenkeel.api.PodFollower;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.DeletionCost;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.traffic.KnownService;
import dev.evenkeel.traffic.ServiceCatalog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pods that deletion costs concern: those of Services for whose traffic the order of deletion matters, and those
 * that have a cost of evenkeel's and should have none. Reads what the core knows of pods and Services; decides nothing
 * about placement.
 */
public final class ScaleDownPods implements PodFollower {
    private final Cluster cluster;
    private final ConstraintIndex index;
    private final ServiceCatalog catalog;
    /** The UIDs of pods that evenkeel has written a deletion cost on. */
    private final Set<String> marked = new HashSet<>();

    /** Knows no pod yet; to be registered as a follower. */
    public ScaleDownPods(Cluster cluster, ConstraintIndex index, ServiceCatalog catalog) {
        this.cluster = cluster;
        this.index = index;
        this.catalog = catalog;
    }

    @Override
    public void changed(PodInfo info) {
        Pod pod = info.pod();
        if (pod.settings().has(Annotations.WRITTEN_COST)) {
            marked.add(pod.id().uid());
        } else {
            marked.remove(pod.id().uid());
        }
    }

    @Override
    public void gone(PodId pod) {
        marked.remove(pod.uid());
    }

    /**
     * The Services for whose traffic it matters which pods are deleted, as {@code namespace/name}; the caller's own.
     */
    public Set<String> services() {
        return catalog.all()
                .filter(KnownService::ordersPods)
                .map(known -> known.service().id())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * The pods of a Service whose order of deletion has to be found; empty if there is no such Service.
     *
     * @param service {@code namespace/name}
     */
    public ScaleDownQuestion question(String service) {
        String namespace = service.substring(0, service.indexOf('/'));
        @Nullable
        KnownService known = catalog.get(namespace, service.substring(namespace.length() + 1))
                .orElse(null);
        if (known == null || !known.ordersPods()) {
            return new ScaleDownQuestion(List.of());
        }
        ScaleDownQuestions questions = new ScaleDownQuestions(cluster, catalog.workloads());
        cluster.pods(known.population())
                .filter(entry -> questions.stays(entry) && questions.isOrdered(entry) && index.isBalanced(entry))
                .forEach(entry -> questions.add(entry, ordering(entry.pod())));
        return questions.question();
    }

    private List<ScaleDownQuestions.Reach> ordering(Pod pod) {
        return catalog.ordering(pod)
                .map(known -> new ScaleDownQuestions.Reach(known.service().id(), known.choice(), known.population()))
                .toList();
    }

    /**
     * The changes that remove deletion costs of evenkeel's. Pods that are being deleted are left as they are.
     *
     * @param all whether to remove all such costs, rather than only those of pods for which the order does not matter
     */
    public List<CostChange> strayCosts(boolean all) {
        List<CostChange> strays = new ArrayList<>();
        for (Iterator<String> uids = marked.iterator(); uids.hasNext(); ) {
            @Nullable PodEntry entry = cluster.podByUid(uids.next()).orElse(null);
            if (entry == null) {
                uids.remove();
            } else if (entry.pod().phase() == Pod.Phase.LIVE
                    && (all || !index.isBalanced(entry) || !mayBeOrdered(entry.pod()))) {
                Pod pod = entry.pod();
                strays.add(new CostChange(pod.id(), DeletionCost.of(pod.settings()), Optional.empty()));
            }
        }
        return strays;
    }

    /** Whether the order of deletion may matter for the pod, as far as is known. */
    private boolean mayBeOrdered(Pod pod) {
        return pod.controller()
                        .filter(uid -> !catalog.workloads().knows(uid)
                                || catalog.workloads().honorsDeletionCost(uid))
                        .isPresent()
                && catalog.ordering(pod).findAny().isPresent();
    }

    /** The resourceVersion of the pod if a change of its deletion cost is still valid; otherwise empty. */
    public OptionalLong versionFor(CostChange change) {
        return cluster.pod(change.pod())
                .map(PodEntry::pod)
                .filter(pod -> pod.phase() == Pod.Phase.LIVE)
                .filter(pod -> DeletionCost.of(pod.settings()).equals(change.before()))
                .map(pod -> OptionalLong.of(pod.version()))
                .orElse(OptionalLong.empty());
    }
}
