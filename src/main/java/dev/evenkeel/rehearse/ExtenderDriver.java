package dev.evenkeel.rehearse;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.file.PodObject;
import java.util.List;

/** The way from the scheduler to evenkeel: the verbs of a scheduler extender. Blocks until there is an answer. */
public interface ExtenderDriver {
    /** Which of the nodes the pod may go to. */
    FilterReply filter(PodObject pod, List<String> nodes);

    /** How well each of the nodes suits the pod. */
    ScoreReply prioritize(PodObject pod, List<String> nodes);

    /** Binds the pod to the node. */
    BindReply bind(PodId pod, String node);
}
