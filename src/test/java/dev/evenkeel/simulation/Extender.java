package dev.evenkeel.simulation;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.rehearse.BindReply;
import dev.evenkeel.rehearse.FilterReply;
import dev.evenkeel.rehearse.ScoreReply;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Who is asked by a scheduler; answers some time later, or never. */
interface Extender {
    void filter(PodObject pod, List<String> nodes, Consumer<FilterReply> reply);

    void prioritize(PodObject pod, List<String> nodes, Consumer<ScoreReply> reply);

    /** Which candidates are worth preempting on; by node, the UIDs of the victims there. */
    void preempt(PodObject pod, Map<String, List<String>> victims, Consumer<PreemptReply> reply);

    /** What is answered to that. */
    sealed interface PreemptReply {
        record Kept(Set<String> nodes) implements PreemptReply {}

        record Failed(String message) implements PreemptReply {}
    }

    void bind(PodId pod, String node, Consumer<BindReply> reply);
}
