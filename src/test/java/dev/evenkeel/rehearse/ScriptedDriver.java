package dev.evenkeel.rehearse;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.file.PodObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Lets every node pass, scores none and binds everything, unless scripted otherwise; notes what it is called with. */
final class ScriptedDriver implements ExtenderDriver {
    final List<String> calls = new ArrayList<>();
    final Deque<FilterReply> filterReplies = new ArrayDeque<>();
    final Deque<ScoreReply> scoreReplies = new ArrayDeque<>();
    final Deque<BindReply> bindReplies = new ArrayDeque<>();

    @Override
    public FilterReply filter(PodObject pod, List<String> nodes) {
        calls.add("filter " + pod.pod().id().name() + " " + nodes);
        return filterReplies.isEmpty() ? new FilterReply.Nodes(nodes, Map.of()) : filterReplies.remove();
    }

    @Override
    public ScoreReply prioritize(PodObject pod, List<String> nodes) {
        calls.add("prioritize " + pod.pod().id().name() + " " + nodes);
        return scoreReplies.isEmpty() ? new ScoreReply.Scores(Map.of()) : scoreReplies.remove();
    }

    @Override
    public BindReply bind(PodId pod, String node) {
        calls.add("bind " + pod.name() + " " + node);
        return bindReplies.isEmpty() ? new BindReply.Bound() : bindReplies.remove();
    }
}
