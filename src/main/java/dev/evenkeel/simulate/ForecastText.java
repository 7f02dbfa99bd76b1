package dev.evenkeel.simulate;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Forecasts as text for a terminal. */
public final class ForecastText {
    /** Beyond this a terminal shows no chart any more. */
    private static final int MOST_NODES = 60;

    private static final int BAR = 16;

    private final StringBuilder text = new StringBuilder();

    private ForecastText() {}

    /** The forecasts, each with a table and a chart; lines are ended. */
    public static String of(List<Forecast> forecasts) {
        ForecastText out = new ForecastText();
        if (forecasts.isEmpty()) {
            out.line(
                    "No Service here splits traffic by where its pods stand: none of type LoadBalancer or NodePort has");
            out.line("externalTrafficPolicy: Local, and none has a balancer that sends to pods' own addresses.");
        }
        forecasts.forEach(out::forecast);
        return out.text.toString();
    }

    private void forecast(Forecast forecast) {
        line("SERVICE %s  %d pods".formatted(forecast.service().id(), forecast.wanted()));
        line("  model %s: %s"
                .formatted(forecast.model().model().word(), forecast.model().why()));
        forecast.model().problem().ifPresent(problem -> line("  problem: " + problem));
        forecast.model().advice().ifPresent(advice -> line("  better still: " + advice));
        if (forecast.unplaced() > 0) {
            line("  without a place, for lack of room or by a rule: %d".formatted(forecast.unplaced()));
        }
        line("");
        line("  %-10s %5s %6s %6s  %-12s %-27s %s"
                .formatted("", "PODS", "NODES", "ZONES", "BUSIEST POD", "AFTER LOSING A NODE", "AFTER LOSING A ZONE"));
        row("now", forecast.before());
        row("spreading", forecast.spreading());
        row("evenkeel", forecast.after());
        line("");
        chart(forecast);
        line("");
    }

    private void row(String name, Layout layout) {
        line("  %-10s %5d %6d %6d  %-12s %-27s %s"
                .formatted(
                        name,
                        layout.total(),
                        layout.split().servingNodes(),
                        layout.split().servingZones(),
                        times(layout.split().imbalance()),
                        loss(layout.node()),
                        loss(layout.zone())));
    }

    private static String loss(Loss loss) {
        if (loss.pods() == 0) {
            return "-";
        }
        String pods = number("-%.0f%% of pods", 100 * loss.pods());
        return loss.busiest() == 0 ? "nothing serves" : times(loss.busiest()) + ", " + pods;
    }

    /** {@code 1.95 x mean}: how much busier than a pod is on average. */
    private static String times(double load) {
        return load == 0 ? "-" : number("%.2f x mean", load);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    // ---- the chart

    private void chart(Forecast forecast) {
        List<Integer> shown = IntStream.range(0, forecast.nodes().size())
                .filter(node -> forecast.before().pods()[node] > 0
                        || forecast.spreading().pods()[node] > 0
                        || forecast.after().pods()[node] > 0)
                .boxed()
                .toList();
        int name = shown.stream()
                .limit(MOST_NODES)
                .mapToInt(node -> forecast.nodes().get(node).name().length())
                .max()
                .orElse(4);
        double full = List.of(forecast.before(), forecast.spreading(), forecast.after()).stream()
                .mapToDouble(layout -> layout.split().imbalance())
                .max()
                .orElse(1);
        String format = "  %-" + Math.max(4, name) + "s %-12s  %s  %s  %s";
        line(format.formatted("NODE", "ZONE", head("NOW"), head("SPREADING"), head("EVENKEEL")));
        for (int node : shown.subList(0, Math.min(shown.size(), MOST_NODES))) {
            Forecast.Place place = forecast.nodes().get(node);
            line(format.formatted(
                    place.name(),
                    place.zone().isEmpty() ? "-" : place.zone(),
                    bar(forecast.before(), node, full),
                    bar(forecast.spreading(), node, full),
                    bar(forecast.after(), node, full)));
        }
        if (shown.size() > MOST_NODES) {
            line("  and %d nodes more; -o json has all".formatted(shown.size() - MOST_NODES));
        }
        line("  A bar is what each pod of the node gets; %d marks are %s.".formatted(BAR, times(full)));
    }

    private static String head(String name) {
        return ("%-" + (BAR + 4) + "s").formatted(name);
    }

    private static String bar(Layout layout, int node, double full) {
        int pods = layout.pods()[node];
        int marks = full == 0 ? 0 : (int) Math.round(BAR * layout.load(node) / full);
        // However little a pod gets, its bar is to be seen.
        String bar = "#".repeat(pods > 0 && layout.load(node) > 0 ? Math.max(1, marks) : 0);
        return ("%3s %-" + BAR + "s").formatted(pods == 0 ? "-" : Integer.toString(pods), bar);
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
