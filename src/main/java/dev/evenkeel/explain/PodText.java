package dev.evenkeel.explain;

import dev.evenkeel.labels.OneLine;
import dev.evenkeel.report.Explanation;
import dev.evenkeel.report.Explanation.CapView;
import dev.evenkeel.report.Explanation.DomainView;
import dev.evenkeel.report.Explanation.RefusalView;

/** An explanation as text for a terminal. */
final class PodText {
    private final StringBuilder text = new StringBuilder();

    private PodText() {}

    static String of(Explanation explanation) {
        PodText out = new PodText();
        out.pod(explanation);
        explanation.caps().forEach(out::cap);
        out.capsLeftOut(explanation.capsLeftOut());
        out.verdict(explanation);
        return out.text.toString();
    }

    private void pod(Explanation explanation) {
        line("pod        %s".formatted(explanation.pod()));
        line("state      %s%s"
                .formatted(
                        explanation.state(),
                        explanation.node().map(node -> " to " + node).orElse("")));
        if (explanation.annotations().isEmpty() && explanation.error().isEmpty()) {
            line("rule       none: it asks for nothing");
        }
        explanation.annotations().forEach((key, value) -> line("rule       %s: %s".formatted(key, value)));
        explanation.error().ifPresent(error -> line("error      %s".formatted(error)));
        explanation.warning().ifPresent(warning -> line("warning    %s".formatted(warning)));
        explanation.preferences().forEach(preference -> line("prefers    %s".formatted(preference)));
    }

    private void cap(CapView cap) {
        line("");
        line("%s %s".formatted(cap.own() ? "its cap   " : "other's   ", cap.term()));
        line("group      %s"
                .formatted(cap.group().isEmpty() ? "every pod that does not belong to its node" : cap.group()));
        line("domains    by %s, %s"
                .formatted(cap.topologyKey(), isHeld(cap) ? "held by" : "no pod of the group placed"));
        for (DomainView domain : cap.domains()) {
            line("  %-24s %-5s %s"
                    .formatted(domain.value(), domain.full() ? "full" : "open", String.join(" ", domain.pods())));
        }
        if (cap.podsLeftOut() > 0) {
            line("  and %d more pods, %d more domains".formatted(cap.podsLeftOut(), cap.domainsLeftOut()));
        }
    }

    private static boolean isHeld(CapView cap) {
        return !cap.domains().isEmpty() || cap.podsLeftOut() > 0;
    }

    private void capsLeftOut(int more) {
        if (more > 0) {
            line("");
            line("and %d more caps".formatted(more));
        }
    }

    private void verdict(Explanation explanation) {
        line("");
        line("nodes open %d".formatted(explanation.nodesOpen()));
        for (RefusalView refusal : explanation.refusals()) {
            line("  %5d closed: %s (%s)".formatted(refusal.nodes(), refusal.message(), refusal.reason()));
        }
    }

    private void line(String line) {
        text.append(OneLine.of(line.stripTrailing())).append('\n');
    }
}
