package dev.evenkeel.cluster;

import dev.evenkeel.labels.Labels;
import java.util.List;
import java.util.Optional;

/**
 * A pod as far as placement needs it.
 *
 * @param version its resourceVersion, 0 if it has none: an older one never replaces a newer one
 * @param settings those of its annotations that evenkeel reads, keys whole
 * @param node the node it is bound to
 * @param requests what it asks for in all
 * @param antiAffinity the required podAntiAffinity terms of its spec over its own namespace; only kept for pods that
 *     have settings
 * @param belongsToNode whether it runs because its node is there: a DaemonSet's pod, or a static one
 * @param scheduling how its scheduling stands
 * @param controller the UID of the object that controls it, as a ReplicaSet
 * @param ready whether it says that it can serve
 */
public record Pod(
        PodId id,
        long version,
        Labels labels,
        Labels settings,
        Optional<String> node,
        Phase phase,
        Resources requests,
        List<AntiAffinityTerm> antiAffinity,
        boolean belongsToNode,
        Scheduling scheduling,
        Optional<String> controller,
        boolean ready) {
    /** The field of a pod's spec that names its pod group (KEP-4671), by which several pods are scheduled together. */
    public static final String SCHEDULING_GROUP = "schedulingGroup";

    public Pod {
        antiAffinity = List.copyOf(antiAffinity);
    }

    /** A pod that is not ready. */
    public Pod(
            PodId id,
            long version,
            Labels labels,
            Labels settings,
            Optional<String> node,
            Phase phase,
            Resources requests,
            List<AntiAffinityTerm> antiAffinity,
            boolean belongsToNode,
            Scheduling scheduling,
            Optional<String> controller) {
        this(
                id,
                version,
                labels,
                settings,
                node,
                phase,
                requests,
                antiAffinity,
                belongsToNode,
                scheduling,
                controller,
                false);
    }

    /** A pod of a workload that is not known, without podAntiAffinity, and not ready. */
    public Pod(
            PodId id,
            long version,
            Labels labels,
            Labels settings,
            Optional<String> node,
            Phase phase,
            Resources requests) {
        this(
                id,
                version,
                labels,
                settings,
                node,
                phase,
                requests,
                List.of(),
                false,
                Scheduling.USUAL,
                Optional.empty());
    }

    /**
     * How the scheduling of a pod stands that is not bound yet.
     *
     * @param gated whether scheduling gates keep it from being scheduled
     * @param grouped whether it is scheduled together with others ({@code spec.schedulingGroup})
     * @param nominated the node that is set aside for it ({@code status.nominatedNodeName})
     * @param scheduler which scheduler is to place it ({@code spec.schedulerName})
     * @param priority {@code spec.priority}, 0 if there is none; a nomination keeps nothing from pods of a higher one
     */
    public record Scheduling(
            boolean gated, boolean grouped, Optional<String> nominated, String scheduler, int priority) {
        /** Who places pods that name nobody; the API server writes it into them. */
        public static final String DEFAULT_SCHEDULER = "default-scheduler";

        /** Neither gated, nor grouped, nor nominated, and of no special priority. */
        public static final Scheduling USUAL = new Scheduling(false, false, Optional.empty());

        public Scheduling {
            scheduler = scheduler.isEmpty() ? DEFAULT_SCHEDULER : scheduler;
        }

        /** Of a pod that names no scheduler and has no special priority. */
        public Scheduling(boolean gated, boolean grouped, Optional<String> nominated) {
            this(gated, grouped, nominated, DEFAULT_SCHEDULER, 0);
        }

        /** The same, with this node set aside for the pod, or none. */
        public Scheduling nominatedTo(Optional<String> node) {
            return new Scheduling(gated, grouped, node, scheduler, priority);
        }
    }

    /** What a pod's life is at, as far as it matters for counting. */
    public enum Phase {
        /** It holds its place, or waits for one. */
        LIVE,
        /** It is being deleted and holds its place until it is gone. */
        TERMINATING,
        /** Succeeded or Failed: it holds no place any more. */
        FINISHED;

        /**
         * The phase of a pod.
         *
         * @param reported {@code status.phase}, empty if there is none
         * @param deleting whether it has a {@code deletionTimestamp}
         */
        public static Phase of(String reported, boolean deleting) {
            if (reported.equals("Succeeded") || reported.equals("Failed")) {
                return FINISHED;
            }
            return deleting ? TERMINATING : LIVE;
        }
    }

    /**
     * Whether the pods that such an object controls belong to their node: a DaemonSet's, and the Node's own, as the mirror of a
     * static pod is. Whoever makes a pod names its owner; what another API calls a DaemonSet may be anything.
     *
     * @param apiVersion {@code apps/v1}
     */
    public static boolean belongToNode(String apiVersion, String kind) {
        return switch (kind) {
            case "DaemonSet" -> apiVersion.startsWith("apps/");
            case "Node" -> apiVersion.equals("v1");
            default -> false;
        };
    }

    /** A copy in which some things are to be otherwise. */
    public PodEdit edit() {
        return new PodEdit(this);
    }

    /** The same pod with these settings. */
    public Pod with(Labels others) {
        return others.equals(settings) ? this : edit().settings(others).pod();
    }

    /** The same pod, bound to a node. */
    public Pod boundTo(String nodeName) {
        return edit().node(Optional.of(nodeName)).pod();
    }

    /** The same pod, with a node set aside for it. */
    public Pod nominatedTo(String nodeName) {
        return edit().scheduling(scheduling.nominatedTo(Optional.of(nodeName))).pod();
    }
}
