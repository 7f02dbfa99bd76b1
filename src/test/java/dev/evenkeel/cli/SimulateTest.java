package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulateTest {
    private static final String SAMPLE = "examples/sample-cluster.yaml";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void showsEachServiceOfADump() {
        int exit = simulate("--scale", "web=9", "--drain", "fra-a-general-01", "--model", "zone-node");

        assertThat(exit).isZero();
        assertThat(out.toString())
                .startsWith(SAMPLE + ": 12 nodes, 35 pods (20 pending), 3 Services\n")
                .contains("SERVICE data/kafka  3 pods")
                .contains("SERVICE shop/web  9 pods\n  model zone-node: as asked for by --model\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsJson() {
        assertThat(simulate("-o", "json", "--add-nodes", "2", "--like", "fra-c-general-01"))
                .isZero();
        assertThat(out.toString()).startsWith("{\n").contains("fra-c-general-01-added-2");
    }

    @Test
    void reportsAWrongQuestionInOneLine() {
        assertThat(simulate("--scale", "webb=9")).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("evenkeel: --scale webb: there is no such Service\n");
        assertThat(out.toString()).isEmpty();
    }

    /** {@code docs/traffic.svg} is what the code draws; to renew it, write what this test expected. */
    @Test
    void drawsThePictureOfTheDocs() throws IOException {
        int exit = run("--from", "examples/uneven-traffic.yaml", "-o", "svg");

        assertThat(exit).isZero();
        assertThat(out.toString()).isEqualTo(Files.readString(Path.of("docs/traffic.svg")));
    }

    /** The example of the docs, as they show it. */
    @Test
    void printsWhatTheDocsShow() throws IOException {
        assertThat(run("--from", "examples/uneven-traffic.yaml")).isZero();

        List<String> table = out.toString()
                .lines()
                .skip(2)
                .takeWhile(line -> !line.startsWith("  NODE"))
                .toList();
        assertThat(table).hasSizeGreaterThan(6);
        assertThat(Files.readString(Path.of("docs/traffic.md")))
                .contains(String.join("\n", table).strip());
    }

    @Test
    void aPictureIsOfOneService() {
        assertThat(simulate("-o", "svg")).isEqualTo(2);
        assertThat(err.toString()).contains("-o svg: expected one Service, there are 3; name it with --service");
        assertThat(simulate("-o", "svg", "--service", "shop/web")).isZero();
        assertThat(out.toString()).startsWith("<svg ").endsWith("</svg>\n");
    }

    @Test
    void namesAnUnknownModel() {
        assertThat(simulate("--model", "even")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--model even: expected node-even, zone-node, ");
    }

    private int simulate(String... more) {
        List<String> arguments = new ArrayList<>(List.of("simulate", "--from", SAMPLE));
        arguments.addAll(List.of(more));
        return execute(arguments);
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("simulate"));
        arguments.addAll(List.of(more));
        return execute(arguments);
    }

    private int execute(List<String> arguments) {
        return new CommandLine(new Main())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }
}
