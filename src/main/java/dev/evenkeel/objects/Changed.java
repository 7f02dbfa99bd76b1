package dev.evenkeel.objects;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What has changed since somebody last looked, each thing once, so that looking costs no more than what has changed. */
public final class Changed<T> {
    private final Set<T> things = new LinkedHashSet<>();

    /** Nothing has changed yet. */
    public Changed() {}

    /** Something has changed; once is enough. */
    public void note(T thing) {
        things.add(thing);
    }

    /** What has changed since the last call, things that are gone included; in the order in which it first has. */
    public List<T> take() {
        if (things.isEmpty()) {
            return List.of();
        }
        List<T> taken = List.copyOf(things);
        things.clear();
        return taken;
    }
}
