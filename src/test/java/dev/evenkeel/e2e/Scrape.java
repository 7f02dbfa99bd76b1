package dev.evenkeel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What evenkeel's metrics say at one moment: each series by its name and labels, as the page writes them. */
record Scrape(Map<String, Double> series) {

    private static final String DURATION = "evenkeel_request_duration_seconds";
    private static final Pattern LINE = Pattern.compile("^(\\w+\\{[^}]*})\\s+(\\S+)$");
    private static final Pattern BOUND = Pattern.compile("[{,]le=\"([^\"]+)\"");

    Scrape {
        series = Map.copyOf(series);
    }

    static Scrape of(int managementPort) {
        var page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/q/metrics".formatted(managementPort)))
                .header("Accept", "text/plain")
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return parse(client.send(page, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Scrape parse(String page) {
        var series = new HashMap<String, Double>();
        page.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            var value = line.group(2).replace("+Inf", "Infinity");
            series.put(line.group(1), Double.valueOf(value));
        });
        return new Scrape(series);
    }

    /** What has been added since an earlier one. */
    Scrape since(Scrape earlier) {
        var added = new HashMap<String, Double>();
        series.forEach((key, value) -> added.put(key, value - earlier.series.getOrDefault(key, 0.0)));
        return new Scrape(added);
    }

    long calls(String verb) {
        return sum(verb, "");
    }

    /** Binds that were not answered with success. */
    long refusedBinds() {
        return sum("bind", "") - sum("bind", "result=\"bound\"");
    }

    /** What was done about nominations, by what was done and what came of it. */
    long nominations(String action, String result) {
        return Math.round(series.entrySet().stream()
                .filter(each -> each.getKey().startsWith("evenkeel_nominations_total{")
                        && each.getKey().contains("action=\"" + action + "\"")
                        && each.getKey().contains("result=\"" + result + "\""))
                .mapToDouble(Map.Entry::getValue)
                .sum());
    }

    private long sum(String verb, String label) {
        return Math.round(series.entrySet().stream()
                .filter(each -> each.getKey().startsWith(DURATION + "_count{")
                        && each.getKey().contains("verb=\"" + verb + "\"")
                        && each.getKey().contains(label))
                .mapToDouble(Map.Entry::getValue)
                .sum());
    }

    /** The mean of a verb's durations in milliseconds. */
    double meanMillis(String verb) {
        double seconds = series.entrySet().stream()
                .filter(each -> each.getKey().startsWith(DURATION + "_sum{")
                        && each.getKey().contains("verb=\"" + verb + "\""))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        return 1_000 * seconds / Math.max(1, calls(verb));
    }

    /** A quantile of a verb's durations in milliseconds, linear within a bucket; empty if it falls behind the last. */
    OptionalDouble millis(String verb, double quantile) {
        var buckets = new TreeMap<Double, Double>();
        series.forEach((key, value) -> {
            if (key.startsWith(DURATION + "_bucket{") && key.contains("verb=\"" + verb + "\"")) {
                var bound = BOUND.matcher(key);
                if (bound.find()) {
                    buckets.merge(Double.valueOf(bound.group(1).replace("+Inf", "Infinity")), value, Double::sum);
                }
            }
        });
        double rank = quantile * calls(verb);
        double lowerBound = 0;
        double below = 0;
        for (var bucket : buckets.entrySet()) {
            if (bucket.getValue() >= rank && bucket.getValue() > below) {
                double part = (rank - below) / (bucket.getValue() - below);
                double millis = 1_000 * (lowerBound + part * (bucket.getKey() - lowerBound));
                return Double.isFinite(millis) ? OptionalDouble.of(millis) : OptionalDouble.empty();
            }
            lowerBound = bucket.getKey();
            below = bucket.getValue();
        }
        return OptionalDouble.empty();
    }
}
