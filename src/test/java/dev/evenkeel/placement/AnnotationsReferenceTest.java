package dev.evenkeel.placement;

import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.rule.Annotations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every example of docs/annotations.md. */
class AnnotationsReferenceTest {
    private static final Path REFERENCE = Path.of("docs", "annotations.md");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    /** A node and its pods; spaces part nodes, but not within braces. */
    private static final Pattern NODE = Pattern.compile("([^\\s:]+):((?:[^\\s{]|\\{[^}]*})*)");

    private static final Pattern POD = Pattern.compile("(\\w+)(?:\\{([^}]*)})?");

    /** One row: what is on the pod, its labels, the cluster, and what comes of it. */
    record Example(List<String> annotations, List<String> labels, String cluster, String outcome) {}

    static Stream<Example> examples() throws IOException {
        return Files.readAllLines(REFERENCE).stream()
                .filter(line -> line.contains("| goes to ") || line.contains("| waits: "))
                .map(AnnotationsReferenceTest::example);
    }

    private static Example example(String row) {
        String[] cells = row.split(" \\| ", -1);
        return new Example(codes(cells[0]), codes(cells[1]), codes(cells[2]).getFirst(), cells[3]);
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    @Test
    void thereAreExamplesOfEveryAnnotation() throws IOException {
        List<String> used = examples()
                .flatMap(example -> example.annotations().stream())
                .map(annotation -> annotation.split(": ", 2)[0])
                .distinct()
                .toList();
        assertThat(used).containsExactlyInAnyOrder("spread", "spread-by", "selector", "avoid", "exclusive", "balance");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleComesOutAsItSays(Example example) {
        ClusterPicture cluster = ClusterPicture.cluster("");
        int[] pods = {0};
        Matcher nodes = NODE.matcher(example.cluster());
        while (nodes.find()) {
            NodePicture node = NodePicture.node(nodes.group(1));
            cluster.shows(node);
            Matcher drawn = POD.matcher(nodes.group(2));
            while (drawn.find()) {
                cluster.shows(neighbour(drawn, ++pods[0]).on(node.name()));
            }
        }
        PodPicture asking = pod("asking").labels(String.join(",", example.labels()));
        for (String annotation : example.annotations()) {
            String[] sides = annotation.split(": ", 2);
            asking = asking.annotated(Annotations.PREFIX + sides[0], sides[1]);
        }
        check(cluster.filter(asking), example.outcome());
    }

    private static void check(ClusterPicture.Offered offered, String outcome) {
        List<String> codes = codes(outcome);
        if (outcome.startsWith("goes to")) {
            offered.offers(codes.toArray(String[]::new));
        } else {
            offered.offersNothing().says(codes.getFirst());
        }
    }

    private static PodPicture neighbour(Matcher drawn, int number) {
        PodPicture neighbour = pod(drawn.group(1) + "-" + number);
        for (String detail : details(drawn.group(2))) {
            String[] sides = detail.split(": ", 2);
            String[] label = detail.split("=", 2);
            neighbour =
                    sides.length == 2 ? neighbour.annotated(sides[0], sides[1]) : neighbour.label(label[0], label[1]);
        }
        return neighbour;
    }

    private static List<String> details(@Nullable String braces) {
        return braces == null ? new ArrayList<>() : List.of(braces.split("; "));
    }
}
