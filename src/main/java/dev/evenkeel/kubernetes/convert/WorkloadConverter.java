package dev.evenkeel.kubernetes.convert;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.traffic.Workload;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** ReplicaSets, StatefulSets and ReplicationControllers of the API server, as how many pods they want. */
public final class WorkloadConverter {
    /** What the Deployment controller writes on its ReplicaSets (k8s.io/kubernetes/pkg/controller/deployment/util). */
    private static final String REVISION = "deployment.kubernetes.io/revision";

    private static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private WorkloadConverter() {}

    /**
     * A ReplicaSet; one of a Deployment wants in the end what its Deployment wants.
     *
     * @throws IllegalArgumentException if it has no namespace or UID
     */
    public static Workload replicaSet(ReplicaSet set) {
        ObjectMeta meta = set.getMetadata();
        ReplicaSetSpec spec = Objects.requireNonNullElse(set.getSpec(), new ReplicaSetSpec());
        Optional<Workload.Revision> revision = Metadata.controller(meta)
                .filter(owner -> "Deployment".equals(owner.getKind()))
                .map(OwnerReference::getUid)
                .flatMap(uid -> number(meta, REVISION).map(number -> new Workload.Revision(uid, number)));
        int own = replicas(spec.getReplicas());
        int wanted = revision.flatMap(part -> number(meta, DESIRED)).orElse(own);
        return workload("ReplicaSet", meta, spec.getTemplate(), wanted, revision, true);
    }

    /**
     * A StatefulSet. Its pods are replaced one by one, each by one of the same name, so that none are superseded; and
     * it removes pods from the highest number down, whatever their deletion costs.
     *
     * @throws IllegalArgumentException if it has no namespace or UID
     */
    public static Workload statefulSet(StatefulSet set) {
        StatefulSetSpec spec = Objects.requireNonNullElse(set.getSpec(), new StatefulSetSpec());
        return workload(
                "StatefulSet",
                set.getMetadata(),
                spec.getTemplate(),
                replicas(spec.getReplicas()),
                Optional.empty(),
                false);
    }

    /**
     * A ReplicationController.
     *
     * @throws IllegalArgumentException if it has no namespace or UID
     */
    public static Workload replicationController(ReplicationController controller) {
        ReplicationControllerSpec spec =
                Objects.requireNonNullElse(controller.getSpec(), new ReplicationControllerSpec());
        return workload(
                "ReplicationController",
                controller.getMetadata(),
                spec.getTemplate(),
                replicas(spec.getReplicas()),
                Optional.empty(),
                true);
    }

    private static Workload workload(
            String kind,
            ObjectMeta meta,
            @Nullable PodTemplateSpec template,
            int pods,
            Optional<Workload.Revision> revision,
            boolean honorsDeletionCost) {
        Map<String, String> labels = Optional.ofNullable(template)
                .map(PodTemplateSpec::getMetadata)
                .map(ObjectMeta::getLabels)
                .orElse(Map.of());
        return new Workload(
                Metadata.text(meta.getUid()),
                Metadata.text(meta.getNamespace()),
                Metadata.version(meta),
                Labels.of(labels),
                pods,
                revision,
                honorsDeletionCost,
                kind + " " + Metadata.text(meta.getName()));
    }

    /** The API server takes 1 where nothing is said. */
    private static int replicas(@Nullable Integer replicas) {
        return Math.max(0, Objects.requireNonNullElse(replicas, 1));
    }

    private static Optional<Integer> number(ObjectMeta meta, String annotation) {
        return Optional.ofNullable(meta.getAnnotations())
                .map(annotations -> annotations.get(annotation))
                .filter(value -> NUMBER.matcher(value).matches())
                .map(Integer::valueOf);
    }
}
