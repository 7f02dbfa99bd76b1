package dev.evenkeel.nodes;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs that a node of a new name takes the number of one that is gone: the table is copied, under the lock. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NodeTableBenchmark {
    @Param({"500", "5000", "15000"})
    public int alive;

    private NodeTable table = NodeTable.empty();
    private long names;

    /** As many names as nodes are alive. */
    @Setup
    public void fill() {
        for (int i = 0; i < alive; i++) {
            table = table.with("node-" + names++);
        }
    }

    @Benchmark
    public NodeTable replaced() {
        table = table.giving((int) (names % alive), "node-" + names++);
        return table;
    }
}
