package dev.evenkeel.simulation;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What node names cost that come and go: the heap that is in use after so many, and how long it took. */
public final class NodeChurnProbe {
    private static final int COLLECTIONS = 3;
    private static final double MIB = 1 << 20;

    private NodeChurnProbe() {}

    /**
     * Prints a line for each step.
     *
     * @param arguments how many nodes are alive at a time, how many names there are in the end, and in how many steps
     */
    public static void main(String[] arguments) {
        int alive = Integer.parseInt(arguments[0]);
        long names = Long.parseLong(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        NodeChurn churn = new NodeChurn(alive);
        System.out.printf("%10s %10s %10s %10s%n", "names", "heap MiB", "seconds", "numbers");
        for (int step = 0; step <= steps; step++) {
            long began = System.nanoTime();
            while (churn.names() < names * step / steps) {
                churn.replace();
            }
            System.out.printf(
                    "%10d %10.1f %10.1f %10d%n",
                    churn.names(),
                    used() / MIB,
                    (System.nanoTime() - began) / 1e9,
                    churn.arbiter().cluster().table().size());
        }
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
