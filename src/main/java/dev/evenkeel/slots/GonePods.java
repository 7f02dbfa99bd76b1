package dev.evenkeel.slots;

import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers that pods are gone, so that what is on its way about them does not bring them back. */
final class GonePods {
    /** The most pods of which either thing is remembered. */
    static final int MOST = 10_000;
    /** Longer than a call of kube-scheduler's is on its way (an extender's {@code httpTimeout}, 5 s unless set). */
    static final Duration LATEST_CALL = Duration.ofSeconds(60);

    /** By UID, until when it is remembered of pods that are gone, though the watch has not said so; the first to end first. */
    private final Map<String, Moment> beforeShown = new LinkedHashMap<>();
    /** By UID, until when a call may still come in of pods whose end the watch has shown; the first to end first. */
    private final Map<String, Moment> shown = new LinkedHashMap<>();

    /** Whether it is known that the pod is gone. */
    boolean contains(String uid) {
        return beforeShown.containsKey(uid) || shown.containsKey(uid);
    }

    /** The watch shows the pod: its end was another's. */
    void isShown(String uid) {
        shown.remove(uid);
    }

    /** The watch has shown the end of the pod. */
    void ended(String uid, Moment now) {
        note(shown, uid, now.plus(LATEST_CALL));
    }

    /** The pod is gone, which the watch has not shown yet. */
    void endedBeforeShown(String uid, Moment until) {
        note(beforeShown, uid, until);
    }

    /** Nothing is remembered of its end before it is shown. */
    void forgetBeforeShown(String uid) {
        beforeShown.remove(uid);
    }

    private static void note(Map<String, Moment> pods, String uid, Moment until) {
        pods.put(uid, until);
        if (pods.size() > MOST) {
            pods.remove(pods.keySet().iterator().next());
        }
    }

    /** Forgets pods once nothing can come of them any more. */
    void forget(Moment now) {
        forget(beforeShown, now);
        forget(shown, now);
    }

    private static void forget(Map<String, Moment> pods, Moment now) {
        Iterator<Moment> untils = pods.values().iterator();
        while (untils.hasNext() && !now.isBefore(untils.next())) {
            untils.remove();
        }
    }

    /** Of how many pods it is remembered that they are gone before the watch shows it. */
    int sizeBeforeShown() {
        return beforeShown.size();
    }
}
