package dev.evenkeel.cluster;

import java.util.Optional;

/**
 * A pod as far as placement needs it.
 *
 * @param version its resourceVersion, 0 if it has none: an older one never replaces a newer one
 * @param settings its annotations under {@code evenkeel.dev/}, keys whole
 * @param node the node it is bound to
 * @param requests what it asks for in all
 */
public record Pod(
        PodId id,
        long version,
        Labels labels,
        Labels settings,
        Optional<String> node,
        Phase phase,
        Resources requests) {

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

    public Pod boundTo(String nodeName) {
        return new Pod(id, version, labels, settings, Optional.of(nodeName), phase, requests);
    }
}
