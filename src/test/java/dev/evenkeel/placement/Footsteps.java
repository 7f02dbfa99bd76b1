package dev.evenkeel.placement;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts each element that is passed over in any collection that an object keeps, however deep: what is done at a cost that
 * follows the size of something large shows as a number, and no clock is needed. Looking something up counts for nothing.
 *
 * <p>Puts counting collections in the places of those that the project's own objects hold. Collections that are made
 * later, sorted ones, and those that cannot be changed, are not counted.
 */
final class Footsteps {
    private static final String OWN = "dev.evenkeel.";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();
    private long steps;

    private Footsteps() {}

    /** From now on steps are counted in all that the root holds on to. */
    static Footsteps in(Object root) {
        Footsteps footsteps = new Footsteps();
        footsteps.meet(root);
        while (!footsteps.open.isEmpty()) {
            footsteps.lookInto(footsteps.open.remove());
        }
        footsteps.steps = 0;
        return footsteps;
    }

    /** How many steps it takes. */
    long of(Runnable action) {
        long before = steps;
        action.run();
        return steps - before;
    }

    private void meet(@Nullable Object object) {
        if (object != null && isOwn(object) && seen.add(object)) {
            open.add(object);
        }
    }

    private static boolean isOwn(Object object) {
        return !(object instanceof Enum<?> || object instanceof Map<?, ?> || object instanceof Collection<?>)
                && object.getClass().getName().startsWith(OWN);
    }

    private void lookInto(Object object) {
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    lookInto(field, object);
                }
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // Whether it was wrapped is what is asked.
    private void lookInto(Field field, Object object) {
        try {
            field.setAccessible(true);
            @Nullable Object value = field.get(object);
            @Nullable Object counted = value == null || object instanceof Record ? value : counting(value);
            if (counted != value && field.getType().isInstance(counted)) {
                field.set(object, counted);
            } else {
                meet(value);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same collection, whose elements count; or what it was if it is none that can be changed. */
    @SuppressWarnings("unchecked")
    private Object counting(Object value) {
        if (value.getClass().getName().startsWith("java.util.ImmutableCollections")) {
            return value;
        }
        return switch (value) {
            case Map<?, ?> map -> new MapSteps((Map<Object, Object>) map);
            case Set<?> set -> new SetSteps<>((Set<Object>) set);
            case List<?> list -> new ListSteps((List<Object>) list);
            default -> value;
        };
    }

    private <E> Iterator<E> counting(Iterator<E> iterator) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public E next() {
                steps++;
                return iterator.next();
            }

            @Override
            public void remove() {
                iterator.remove();
            }
        };
    }

    private final class MapSteps extends AbstractMap<Object, Object> {
        private final Map<Object, Object> inner;

        MapSteps(Map<Object, Object> inner) {
            this.inner = inner;
            inner.keySet().forEach(Footsteps.this::meet);
            inner.replaceAll((key, value) -> value instanceof SortedMap<?, ?> ? value : counting(value));
            inner.values().forEach(Footsteps.this::meet);
        }

        @Override
        public int size() {
            return inner.size();
        }

        @Override
        public boolean containsKey(Object key) {
            return inner.containsKey(key);
        }

        @Override
        public @Nullable Object get(Object key) {
            return inner.get(key);
        }

        @Override
        public @Nullable Object put(Object key, Object value) {
            return inner.put(key, value);
        }

        @Override
        public @Nullable Object remove(Object key) {
            return inner.remove(key);
        }

        @Override
        public Set<Map.Entry<Object, Object>> entrySet() {
            return new SetSteps<>(inner.entrySet());
        }

        @Override
        public Set<Object> keySet() {
            return new SetSteps<>(inner.keySet());
        }

        @Override
        public Collection<Object> values() {
            return new AbstractCollection<>() {
                @Override
                public Iterator<Object> iterator() {
                    return counting(inner.values().iterator());
                }

                @Override
                public int size() {
                    return inner.size();
                }
            };
        }
    }

    private final class SetSteps<E> extends AbstractSet<E> {
        private final Set<E> inner;

        SetSteps(Set<E> inner) {
            this.inner = inner;
            inner.forEach(Footsteps.this::meet);
        }

        @Override
        public Iterator<E> iterator() {
            return counting(inner.iterator());
        }

        @Override
        public int size() {
            return inner.size();
        }

        @Override
        public boolean contains(Object element) {
            return inner.contains(element);
        }

        @Override
        public boolean add(E element) {
            return inner.add(element);
        }

        @Override
        public boolean remove(Object element) {
            return inner.remove(element);
        }
    }

    private final class ListSteps extends AbstractList<Object> {
        private final List<Object> inner;

        ListSteps(List<Object> inner) {
            this.inner = inner;
            inner.forEach(Footsteps.this::meet);
        }

        @Override
        public Iterator<Object> iterator() {
            return counting(inner.iterator());
        }

        @Override
        public int size() {
            return inner.size();
        }

        @Override
        public Object get(int index) {
            return inner.get(index);
        }

        @Override
        public Object set(int index, Object element) {
            return inner.set(index, element);
        }

        @Override
        public void add(int index, Object element) {
            inner.add(index, element);
        }

        @Override
        public Object remove(int index) {
            return inner.remove(index);
        }
    }
}
