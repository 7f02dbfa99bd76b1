package dev.evenkeel.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which versions of pods and nodes evenkeel had seen, and when: it is not to blame for what it could not know.
 * Kept across its lives: each begins with a list that is no older.
 */
final class Knowledge {
    private record Told(long version, long step) {}

    private final Map<String, List<Told>> byObject = new HashMap<>();

    void told(String object, long version, long step) {
        List<Told> history = byObject.computeIfAbsent(object, first -> new ArrayList<>(4));
        if (history.isEmpty() || history.getLast().version < version) {
            history.add(new Told(version, step));
        }
    }

    /** Whether it has seen a newer version since. */
    boolean wasToldSince(String object, long step) {
        List<Told> history = byObject.getOrDefault(object, List.of());
        return !history.isEmpty() && history.getLast().step > step;
    }

    void forget(String object) {
        byObject.remove(object);
    }

    /** Whether it had seen this version, or a later one, by then. */
    boolean knew(String object, long version, long step) {
        if (version == 0) {
            return true;
        }
        for (Told told : byObject.getOrDefault(object, List.of())) {
            if (told.version >= version) {
                return told.step <= step;
            }
        }
        return false;
    }
}
