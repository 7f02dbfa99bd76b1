package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes as it should is nothing to be warned of. */
@Tag("e2e")
class QuietTest {
    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withEvenkeel();

    /** Probes are made from the first moment on, and are refused until the whole cluster is known. */
    @Test
    void aStartWithProbesAndAnEndThatIsAskedForLeaveNoComplaints() {
        var process = e2e.evenkeel().process();
        process.stop();
        int before = process.logged();

        process.start();
        process.stop();

        assertThat(process.loggedSince(before))
                .anyMatch(line -> line.contains("The whole cluster has been seen"))
                .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .noneMatch(line -> line.contains("SRHCK"));
    }
}
