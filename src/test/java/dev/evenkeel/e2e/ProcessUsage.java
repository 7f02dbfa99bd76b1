package dev.evenkeel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process of this machine has used up to now, as Linux counts it.
 *
 * @param cpuSeconds of all its threads, in user and kernel mode
 * @param residentMebibytes the memory that it holds now
 */
record ProcessUsage(double cpuSeconds, long residentMebibytes) {

    // USER_HZ: 100 on every architecture that Java runs on.
    private static final double TICKS_PER_SECOND = 100;

    static ProcessUsage of(LocalProcess process) {
        var folder = Path.of("/proc", Long.toString(process.pid()));
        try {
            // The second field is the name in parentheses, which may hold spaces; utime and stime are the 14th and
            // 15th.
            var stat = Files.readString(folder.resolve("stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double cpu = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
            return new ProcessUsage(cpu, resident(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long resident(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findAny()
                .orElse(0);
    }
}
