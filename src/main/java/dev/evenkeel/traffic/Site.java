package dev.evenkeel.traffic;

/**
 * A node that could serve a Service, as a plan sees it.
 *
 * @param zone the number of its zone, from 0; {@link #NO_ZONE} if it has none
 * @param room how many pods of the Service it can hold in all, those that are there included
 * @param pods how many it has now
 * @param pinned how many of them stay whatever is planned; at most {@code room}
 */
public record Site(int zone, int room, int pods, int pinned) {
    public static final int NO_ZONE = -1;

    public Site {
        if (zone < NO_ZONE || room < 0 || pods < 0 || pinned < 0 || pinned > room) {
            throw new IllegalArgumentException(
                    "no such site: zone " + zone + ", room " + room + ", pods " + pods + ", of which stay " + pinned);
        }
    }

    /** A node whose pods may be thought away. */
    public Site(int zone, int room, int pods) {
        this(zone, room, pods, 0);
    }

    public boolean hasZone() {
        return zone != NO_ZONE;
    }

    public boolean isServing() {
        return pinned > 0;
    }

    public boolean hasRoom() {
        return room > 0;
    }
}
