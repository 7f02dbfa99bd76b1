package dev.evenkeel.rule;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A label of pods that a controller or an operator writes, or that changes with each release. Such labels are no part
 * of the default group, or pods of one workload would be in different groups. The list is here; {@code
 * docs/annotations.md} repeats it.
 *
 * @param key the label key
 * @param nature what the label identifies
 * @param by the controller or tool that writes it
 */
public record WrittenLabel(String key, Nature nature, String by) {
    /** What such a label identifies. */
    enum Nature {
        /** The pod among those of its workload. */
        POD,
        /** The revision of the pod template. */
        REVISION,
        /** The release that it runs. */
        RELEASE,
        /** The object that made it, if there is another one for each run or replica of the same workload. */
        MAKER,
        /** The place of the pod. Written when it is bound, and so different for bound and for waiting pods. */
        PLACE,
        /** The present role of the pod, as elected. */
        ROLE
    }

    static final List<WrittenLabel> ALL = List.of(
            // Kubernetes: well-known labels; KEP-4742 for zone and region, copied at bind since 1.35.
            new WrittenLabel("pod-template-hash", Nature.REVISION, "Deployment"),
            new WrittenLabel("controller-revision-hash", Nature.REVISION, "StatefulSet, DaemonSet"),
            new WrittenLabel("pod-template-generation", Nature.RELEASE, "DaemonSet"),
            new WrittenLabel("statefulset.kubernetes.io/pod-name", Nature.POD, "StatefulSet"),
            new WrittenLabel("apps.kubernetes.io/pod-index", Nature.POD, "StatefulSet"),
            new WrittenLabel("batch.kubernetes.io/job-completion-index", Nature.POD, "Job"),
            new WrittenLabel("batch.kubernetes.io/controller-uid", Nature.MAKER, "Job"),
            new WrittenLabel("batch.kubernetes.io/job-name", Nature.MAKER, "Job"),
            new WrittenLabel("controller-uid", Nature.MAKER, "Job"),
            new WrittenLabel("job-name", Nature.MAKER, "Job"),
            new WrittenLabel("topology.kubernetes.io/zone", Nature.PLACE, "API server"),
            new WrittenLabel("topology.kubernetes.io/region", Nature.PLACE, "API server"),
            // Releases, by Helm's and Kubernetes' conventions, and Istio's.
            new WrittenLabel("helm.sh/chart", Nature.RELEASE, "Helm charts"),
            new WrittenLabel("app.kubernetes.io/version", Nature.RELEASE, "convention"),
            new WrittenLabel("version", Nature.RELEASE, "convention"),
            // sigs.k8s.io/lws api/leaderworkerset/v1; sigs.k8s.io/jobset api/jobset.
            new WrittenLabel("leaderworkerset.sigs.k8s.io/template-revision-hash", Nature.REVISION, "LeaderWorkerSet"),
            new WrittenLabel("leaderworkerset.sigs.k8s.io/worker-index", Nature.POD, "LeaderWorkerSet"),
            new WrittenLabel("leaderworkerset.sigs.k8s.io/group-index", Nature.MAKER, "LeaderWorkerSet"),
            new WrittenLabel("leaderworkerset.sigs.k8s.io/group-key", Nature.MAKER, "LeaderWorkerSet"),
            new WrittenLabel("jobset.sigs.k8s.io/job-index", Nature.MAKER, "JobSet"),
            new WrittenLabel("jobset.sigs.k8s.io/job-global-index", Nature.MAKER, "JobSet"),
            new WrittenLabel("jobset.sigs.k8s.io/job-key", Nature.MAKER, "JobSet"),
            new WrittenLabel("jobset.sigs.k8s.io/restart-attempt", Nature.MAKER, "JobSet"),
            // argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1 (DefaultRolloutUniqueLabelKey).
            new WrittenLabel("rollouts-pod-template-hash", Nature.REVISION, "Argo Rollouts"),
            // openkruise/kruise apis/apps/v1alpha1 (CloneSetInstanceID), apis/apps/pub (LifecycleStateKey).
            new WrittenLabel("apps.kruise.io/cloneset-instance-id", Nature.POD, "OpenKruise CloneSet"),
            new WrittenLabel("lifecycle.apps.kruise.io/state", Nature.ROLE, "OpenKruise"),
            // knative/serving pkg/apis/serving/register.go.
            new WrittenLabel("serving.knative.dev/revision", Nature.RELEASE, "Knative Serving"),
            new WrittenLabel("serving.knative.dev/revisionUID", Nature.RELEASE, "Knative Serving"),
            new WrittenLabel("serving.knative.dev/configurationGeneration", Nature.RELEASE, "Knative Serving"),
            // strimzi/strimzi-kafka-operator operator-common Labels.java.
            new WrittenLabel("strimzi.io/pod-name", Nature.POD, "Strimzi"),
            // cloudnative-pg/cloudnative-pg docs, labels and annotations; EDB's edition has its own domain.
            new WrittenLabel("cnpg.io/instanceName", Nature.POD, "CloudNativePG"),
            new WrittenLabel("cnpg.io/instanceRole", Nature.ROLE, "CloudNativePG"),
            new WrittenLabel("k8s.enterprisedb.io/instanceName", Nature.POD, "EDB Postgres for Kubernetes"),
            new WrittenLabel("k8s.enterprisedb.io/instanceRole", Nature.ROLE, "EDB Postgres for Kubernetes"),
            // CrunchyData/postgres-operator internal/naming/labels.go; Percona's operator for PostgreSQL is built on
            // it.
            new WrittenLabel(
                    "postgres-operator.crunchydata.com/instance", Nature.POD, "Crunchy and Percona PostgreSQL"),
            new WrittenLabel("postgres-operator.crunchydata.com/role", Nature.ROLE, "Crunchy and Percona PostgreSQL"),
            // zalando/postgres-operator, pod_role_label.
            new WrittenLabel("spilo-role", Nature.ROLE, "Zalando's PostgreSQL"),
            // spotahome/redis-operator operator/redisfailover/service.
            new WrittenLabel("redisfailovers-role", Nature.ROLE, "Redis failover operator"),
            // elastic/cloud-on-k8s pkg/controller/elasticsearch/label.
            new WrittenLabel("elasticsearch.k8s.elastic.co/version", Nature.RELEASE, "Elastic Cloud on Kubernetes"),
            // Altinity/clickhouse-operator pkg/model/chi/labeler: a StatefulSet for each replica of a shard.
            new WrittenLabel("clickhouse.altinity.com/replica", Nature.POD, "ClickHouse operator"),
            new WrittenLabel("clickhouse.altinity.com/replicaScopeIndex", Nature.POD, "ClickHouse operator"),
            new WrittenLabel("clickhouse.altinity.com/shardScopeIndex", Nature.POD, "ClickHouse operator"),
            new WrittenLabel("clickhouse.altinity.com/chiScopeIndex", Nature.POD, "ClickHouse operator"),
            new WrittenLabel("clickhouse.altinity.com/clusterScopeIndex", Nature.POD, "ClickHouse operator"),
            new WrittenLabel("clickhouse.altinity.com/ready", Nature.ROLE, "ClickHouse operator"),
            // pingcap/tidb-operator pkg/apis/label.
            new WrittenLabel("tidb.pingcap.com/store-id", Nature.POD, "TiDB operator"),
            new WrittenLabel("tidb.pingcap.com/member-id", Nature.POD, "TiDB operator"),
            // planetscale/vitess-operator pkg/apis/planetscale/v2.
            new WrittenLabel("planetscale.com/tablet-uid", Nature.POD, "Vitess operator"),
            // kubevirt.io/api/core/v1: the launcher's pod has the machine's own.
            new WrittenLabel("kubevirt.io/created-by", Nature.POD, "KubeVirt"),
            new WrittenLabel("vm.kubevirt.io/name", Nature.POD, "KubeVirt"),
            // kubeflow/training-operator ReplicaIndexLabel; volcano-sh TaskIndex; Spark's Constants.scala; KubeRay.
            new WrittenLabel("training.kubeflow.org/replica-index", Nature.POD, "Kubeflow training"),
            new WrittenLabel("volcano.sh/task-index", Nature.POD, "Volcano"),
            new WrittenLabel("spark-exec-id", Nature.POD, "Spark"),
            new WrittenLabel("ray.io/worker-group-replica-index", Nature.POD, "KubeRay"),
            new WrittenLabel("ray.io/worker-group-replica-name", Nature.POD, "KubeRay"));

    private static final Set<String> KEYS = ALL.stream().map(WrittenLabel::key).collect(Collectors.toUnmodifiableSet());

    /** The keys of labels that differ between two revisions of one workload. */
    static final List<String> REVISIONS = ALL.stream()
            .filter(label -> label.nature() == Nature.REVISION)
            .map(WrittenLabel::key)
            .toList();

    /** Whether labels with this key are part of the default group. */
    public static boolean makesGroup(String key) {
        return !KEYS.contains(key);
    }
}
