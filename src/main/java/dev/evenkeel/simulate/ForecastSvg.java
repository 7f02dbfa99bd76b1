package dev.evenkeel.simulate;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A forecast as a picture: for each node a bar that says what one of its pods gets, as a scheduler that spreads places them
 * and as evenkeel does. It follows the reader's light or dark ground.
 */
public final class ForecastSvg {
    private static final int WIDTH = 760;
    private static final int LEFT = 52;
    private static final int PANEL = 170;
    private static final int BARS = 110;
    /** Beyond this a bar is drawn as too high. */
    private static final double UNEVEN = 1.10;

    private final StringBuilder svg = new StringBuilder();
    private final Forecast forecast;
    private final List<Integer> nodes;
    private final double full;

    private ForecastSvg(Forecast forecast) {
        this.forecast = forecast;
        this.nodes = IntStream.range(0, forecast.nodes().size())
                .filter(node -> forecast.spreading().pods()[node] > 0
                        || forecast.after().pods()[node] > 0)
                .boxed()
                .toList();
        this.full = Math.max(
                1,
                Math.max(
                        forecast.spreading().split().imbalance(),
                        forecast.after().split().imbalance()));
    }

    /** The picture of one Service; an SVG document, its last line ended. */
    public static String of(Forecast forecast) {
        return new ForecastSvg(forecast).draw();
    }

    private String draw() {
        int height = 2 * PANEL + 34;
        line("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">"
                .formatted(WIDTH, height, WIDTH, height));
        line("<title>Traffic of each pod of %s</title>"
                .formatted(escaped(forecast.service().id())));
        line("<style>");
        line("text { font: 13px sans-serif; fill: #24292f; }");
        line(".even { fill: #4a7fb5; } .high { fill: #d9822b; } .mean { stroke: #6e7781; stroke-dasharray: 4 3; }");
        line("@media (prefers-color-scheme: dark) { text { fill: #d0d7de; } }");
        line("</style>");
        panel("Spreading", forecast.spreading(), 0);
        panel("Evenkeel", forecast.after(), PANEL);
        text(
                LEFT,
                2 * PANEL + 20,
                "Each bar is a node, its height what one of its pods gets; its number, how many it has.");
        line("</svg>");
        return svg.toString();
    }

    private void panel(String name, Layout layout, int top) {
        int base = top + 34 + BARS;
        text(
                LEFT,
                top + 20,
                String.format(
                        Locale.ROOT,
                        "%s: %d pods on %d nodes, the busiest gets %.2f times the mean",
                        name,
                        layout.total(),
                        layout.split().servingNodes(),
                        layout.split().imbalance()));
        double step = (double) (WIDTH - LEFT - 16) / Math.max(1, nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            bar(layout, nodes.get(i), LEFT + i * step, Math.min(40, step - 4), base);
        }
        double mean = base - BARS / full;
        line(String.format(
                Locale.ROOT,
                "<line class=\"mean\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                LEFT,
                mean,
                WIDTH - 16,
                mean));
        text(8, (int) Math.round(mean) + 4, "mean");
    }

    private void bar(Layout layout, int node, double x, double width, int base) {
        int pods = layout.pods()[node];
        if (pods > 0) {
            double load = layout.load(node);
            double high = BARS * load / full;
            line(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                    load > UNEVEN ? "high" : "even",
                    x,
                    base - high,
                    width,
                    high));
        }
        text((int) Math.round(x + width / 2 - 4), base + 16, Integer.toString(pods));
    }

    private void text(int x, int y, String words) {
        line("<text x=\"%d\" y=\"%d\">%s</text>".formatted(x, y, escaped(words)));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void line(String line) {
        svg.append(line).append('\n');
    }
}
