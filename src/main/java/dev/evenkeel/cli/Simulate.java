package dev.evenkeel.cli;

import dev.evenkeel.file.Dump;
import dev.evenkeel.file.DumpException;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.simulate.Change;
import dev.evenkeel.simulate.Forecast;
import dev.evenkeel.simulate.ForecastException;
import dev.evenkeel.simulate.ForecastJson;
import dev.evenkeel.simulate.ForecastSvg;
import dev.evenkeel.simulate.ForecastText;
import dev.evenkeel.simulate.Forecaster;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.TrafficModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * {@code evenkeel simulate}: how even the traffic of a cluster's Services would be, on a dump of it. Reads one file,
 * starts nothing and changes nothing.
 */
@CommandLine.Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Show on a dump of a cluster how even the traffic of its Services is, and would be.")
public final class Simulate implements Callable<Integer> {
    /** How output is written. */
    enum Output {
        text,
        json,
        svg
    }

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Option(
            names = "--from",
            required = true,
            paramLabel = "FILE",
            description = "nodes, pods and Services: kubectl get nodes,pods,services -A -o json, or YAML")
    private Path from = Path.of("");

    @CommandLine.Option(
            names = "--service",
            paramLabel = "SERVICE",
            description = "show this one only; NAMESPACE/SERVICE where several have the name")
    private @Nullable String service;

    @CommandLine.Option(
            names = "--scale",
            paramLabel = "SERVICE=PODS",
            description = "how many pods a Service should have; NAMESPACE/SERVICE where several have the name")
    private Map<String, Integer> scale = new LinkedHashMap<>();

    @CommandLine.Option(names = "--drain", paramLabel = "NODE", description = "a node that loses all its pods")
    private Set<String> drain = new LinkedHashSet<>();

    @CommandLine.Option(names = "--add-nodes", paramLabel = "N", description = "how many nodes are added, like --like")
    private int addNodes;

    @CommandLine.Option(names = "--like", paramLabel = "NODE", description = "the node that added ones are like")
    private @Nullable String like;

    @CommandLine.Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "take all balancers to split traffic like this: node-even, zone-node, zone-pod, pod-even,"
                    + " single-node; the two of zones with another node label after them, in quotes")
    private @Nullable String model;

    @CommandLine.Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, json, or svg: a picture of the one Service named with --service; default:"
                    + " ${DEFAULT-VALUE}")
    private Output output = Output.text;

    @Override
    public Integer call() {
        PrintWriter out = commandLine().getOut();
        try {
            Change change = new Change(scale, drain, addNodes, Optional.ofNullable(like), model());
            Dump dump = Dump.load(from);
            Forecaster forecaster = new Forecaster(
                    new Balancers(new TrafficModel.NodeEven()),
                    new Planner(PlanSettings.DEFAULTS),
                    new RuleReader(RuleLimits.DEFAULTS));
            List<Forecast> forecasts = forecaster.forecast(dump, change).stream()
                    .filter(forecast -> service == null || forecast.service().isCalled(service))
                    .toList();
            out.print(
                    switch (output) {
                        case json -> ForecastJson.of(forecasts);
                        case svg -> ForecastSvg.of(theOnly(forecasts));
                        case text -> dump + "\n\n" + ForecastText.of(forecasts);
                    });
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (DumpException | ForecastException e) {
            commandLine().getErr().println("evenkeel: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    private static Forecast theOnly(List<Forecast> forecasts) {
        if (forecasts.size() != 1) {
            throw new ForecastException(
                    "-o svg: expected one Service, there are " + forecasts.size() + "; name it with --service");
        }
        return forecasts.getFirst();
    }

    private Optional<TrafficModel> model() {
        if (model == null) {
            return Optional.empty();
        }
        return Optional.of(TrafficModel.of(model)
                .orElseThrow(() -> new CommandLine.ParameterException(
                        commandLine(),
                        "--model " + model + ": expected " + String.join(", ", TrafficModel.WORDS)
                                + ", of which zone-node and zone-pod take a node label after them")));
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("a command is run by a command line only");
        }
        return spec.commandLine();
    }
}
