package dev.evenkeel.traffic;

/**
 * A node that could serve a Service, as a plan sees it.
 *
 * @param zone the number of its zone, from 0 ({@link ZoneNumbers}); {@link #NO_ZONE} if it has none
 * @param room how many pods of the Service it can hold in all, present ones included; 0 or more
 * @param pods how many it has now; 0 or more
 * @param pinned how many pods a plan has to leave there; 0 to {@code room}
 */
public record Site(int zone, int room, int pods, int pinned) {
    /** The zone of nodes without the label that makes zones. */
    public static final int NO_ZONE = -1;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public Site {
        if (zone < NO_ZONE || room < 0 || pods < 0 || pinned < 0 || pinned > room) {
            throw new IllegalArgumentException(
                    "no such site: zone " + zone + ", room " + room + ", pods " + pods + ", pinned " + pinned);
        }
    }

    /** A node without pinned pods. */
    public Site(int zone, int room, int pods) {
        this(zone, room, pods, 0);
    }

    /** Whether it is in a zone. */
    public boolean hasZone() {
        return zone != NO_ZONE;
    }

    /** Whether it serves under every plan. */
    public boolean isServing() {
        return pinned > 0;
    }

    /** Whether it can hold a pod of the Service. */
    public boolean hasRoom() {
        return room > 0;
    }
}
