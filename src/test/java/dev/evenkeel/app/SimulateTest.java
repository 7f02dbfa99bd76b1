package dev.evenkeel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulateTest {
    private static final String SAMPLE = "examples/sample-cluster.yaml";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void itShowsEachServiceOfADump() {
        int exit = simulate("--scale", "web=9", "--drain", "fra-a-general-01", "--model", "zone-node");

        assertThat(exit).isZero();
        assertThat(out.toString())
                .startsWith(SAMPLE + ": 12 nodes, 35 pods (20 pending), 3 Services\n")
                .contains("SERVICE data/kafka  3 pods")
                .contains("SERVICE shop/web  9 pods\n  model zone-node: as asked for by --model\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void itSpeaksJson() {
        assertThat(simulate("-o", "json", "--add-nodes", "2", "--like", "fra-c-general-01"))
                .isZero();
        assertThat(out.toString()).startsWith("{\n").contains("fra-c-general-01-added-2");
    }

    @Test
    void aQuestionThatMakesNoSenseIsAnsweredInALine() {
        assertThat(simulate("--scale", "webb=9")).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("evenkeel: --scale webb: there is no such Service\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aModelThatIsNoneIsNamed() {
        assertThat(simulate("--model", "even")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--model even: expected node-even, zone-node, ");
    }

    private int simulate(String... more) {
        List<String> arguments = new ArrayList<>(List.of("simulate", "--from", SAMPLE));
        arguments.addAll(List.of(more));
        return new CommandLine(new Main())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }
}
