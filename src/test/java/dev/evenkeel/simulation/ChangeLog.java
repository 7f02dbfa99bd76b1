package dev.evenkeel.simulation;

import java.util.ArrayList;
import java.util.List;

/** All changes of one resource, in the order in which they were committed; watches read it each at its own pace. */
final class ChangeLog<T> {
    private static final int KEPT = 4_096;

    private final List<Change<T>> changes = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private long first;

    /** One change. */
    sealed interface Change<T> {
        T object();

        /** The object is there, in this version. */
        record Put<T>(T object) implements Change<T> {}

        /** It is gone; the object as it was last. */
        record Gone<T>(T object) implements Change<T> {}
    }

    /** Who reads the log. */
    interface Reader {
        /** There is one more. */
        void grew();

        /** The first change that it still has to read. */
        long position();
    }

    void add(Change<T> change) {
        changes.add(change);
        List.copyOf(readers).forEach(Reader::grew);
        if (changes.size() > KEPT) {
            forgetRead();
        }
    }

    private void forgetRead() {
        long read = readers.stream().mapToLong(Reader::position).min().orElse(end());
        int many = (int) (read - first);
        if (many > KEPT / 2) {
            changes.subList(0, many).clear();
            first = read;
        }
    }

    long end() {
        return first + changes.size();
    }

    Change<T> at(long position) {
        return changes.get((int) (position - first));
    }

    void open(Reader reader) {
        readers.add(reader);
    }

    void close(Reader reader) {
        readers.remove(reader);
    }
}
