package dev.evenkeel.objects;

/**
 * What a pod asks for or a node offers: CPU in thousandths of a core, memory in bytes, and places for pods (a pod takes
 * one). None is negative.
 */
public record Resources(long milliCpu, long memoryBytes, long pods) {
    public static final Resources NONE = new Resources(0, 0, 0);

    public Resources {
        if (milliCpu < 0 || memoryBytes < 0 || pods < 0) {
            throw new IllegalArgumentException(
                    "resources cannot be negative: cpu " + milliCpu + "m, memory " + memoryBytes + ", pods " + pods);
        }
    }

    /** Both together. */
    public Resources plus(Resources other) {
        return new Resources(milliCpu + other.milliCpu, memoryBytes + other.memoryBytes, pods + other.pods);
    }

    /** So many of these together. */
    public Resources times(int count) {
        return new Resources(milliCpu * count, memoryBytes * count, pods * count);
    }

    /** Whether this much fits into {@code free} once {@code used} of it is taken. */
    public boolean fits(Resources allocatable, Resources used) {
        return milliCpu + used.milliCpu <= allocatable.milliCpu
                && memoryBytes + used.memoryBytes <= allocatable.memoryBytes
                && pods + used.pods <= allocatable.pods;
    }
}
