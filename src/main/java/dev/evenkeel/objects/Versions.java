package dev.evenkeel.objects;

/** Resource versions of one kind, which can be compared as numbers (KEP-5504). */
public final class Versions {
    /** Of an object that has none, or one that is no number: neither older nor newer than another. */
    public static final long UNKNOWN = 0;

    private static final int MOST_DIGITS = 18;

    private Versions() {}

    /** The number that {@code metadata.resourceVersion} says. */
    public static long parse(String resourceVersion) {
        boolean numeric = !resourceVersion.isEmpty()
                && resourceVersion.length() <= MOST_DIGITS
                && resourceVersion.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return numeric ? Long.parseLong(resourceVersion) : UNKNOWN;
    }

    /** Whether {@code version} is known to be older than {@code other}. */
    public static boolean isOlder(long version, long other) {
        return version != UNKNOWN && other != UNKNOWN && version < other;
    }
}
