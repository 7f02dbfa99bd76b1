package dev.evenkeel.simulation;

import dev.evenkeel.cluster.PodId;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.rehearse.BindReply;
import dev.evenkeel.rehearse.FilterReply;
import dev.evenkeel.rehearse.ScoreReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A scheduler without an extender: every node passes, and the default binder binds. */
final class NoExtender implements Extender {
    private final World world;
    private final ApiServer api;
    private final SplittableRandom random;

    NoExtender(World world, ApiServer api) {
        this.world = world;
        this.api = api;
        this.random = world.chance().of("default binder");
    }

    @Override
    public void filter(PodObject pod, List<String> nodes, Consumer<FilterReply> reply) {
        reply.accept(new FilterReply.Nodes(nodes, Map.of()));
    }

    @Override
    public void prioritize(PodObject pod, List<String> nodes, Consumer<ScoreReply> reply) {
        reply.accept(new ScoreReply.Scores(Map.of()));
    }

    @Override
    public void preempt(PodObject pod, Map<String, List<String>> victims, Consumer<PreemptReply> reply) {
        reply.accept(new PreemptReply.Kept(victims.keySet()));
    }

    @Override
    public void bind(PodId pod, String node, Consumer<BindReply> reply) {
        Duration work = Chance.millis(random, 2, 40);
        world.after(work, () -> {
            ApiServer.BindingAnswer answer = api.bind(pod, node, false);
            boolean bound = answer == ApiServer.BindingAnswer.CREATED;
            if (bound) {
                world.figures().count(Figures.Figure.FOREIGN_PLACEMENTS);
            }
            reply.accept(bound ? new BindReply.Bound() : new BindReply.Failed(answer.toString()));
        });
    }
}
