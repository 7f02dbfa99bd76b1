package dev.evenkeel.simulation;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that an object holds on to, by type, counted: what leaks shows here, wherever it is kept. Looks into the project's
 * own objects, and into collections; arrays and sets of bits count by their length.
 */
final class Reach {
    private static final String OWN = "dev.evenkeel.";

    private final Map<Class<?>, Integer> counts = new HashMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();

    private Reach() {}

    static Reach of(Object root) {
        Reach reach = new Reach();
        reach.meet(root);
        while (!reach.open.isEmpty()) {
            reach.lookInto(reach.open.remove());
        }
        return reach;
    }

    /** How many objects of the project's types, elements of collections and arrays, and words of sets of bits. */
    int size() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many of the type with this simple name. */
    int count(String type) {
        return counts.entrySet().stream()
                .filter(each -> each.getKey().getSimpleName().equals(type))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** The project's types of which there are more than in the other, but for those whose names begin so. */
    Map<String, Integer> more(Reach other, Set<String> butFor) {
        Map<String, Integer> more = new TreeMap<>();
        counts.forEach((type, count) -> {
            String name = type.getSimpleName();
            if (isOwn(type) && count > other.count(name) && butFor.stream().noneMatch(name::startsWith)) {
                more.put(name, count);
            }
        });
        return more;
    }

    private void meet(@Nullable Object object) {
        if (object != null && isLookedInto(object) && seen.add(object)) {
            counts.merge(object.getClass(), 1, Integer::sum);
            open.add(object);
        }
    }

    private static boolean isLookedInto(Object object) {
        return switch (object) {
            case Enum<?> constant -> false;
            case Collection<?> collection -> true;
            case Map<?, ?> map -> true;
            case Optional<?> optional -> true;
            case BitSet bits -> true;
            default -> object.getClass().isArray() || isOwn(object.getClass());
        };
    }

    private static boolean isOwn(Class<?> type) {
        return type.getName().startsWith(OWN);
    }

    private void lookInto(Object object) {
        switch (object) {
            case Collection<?> collection -> collection.forEach(this::meetElement);
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                    meetElement(key);
                    meet(value);
                });
            case Optional<?> optional -> optional.ifPresent(this::meet);
            case BitSet bits -> counts.merge(Element.class, bits.size() / Long.SIZE, Integer::sum);
            default -> {
                if (object.getClass().isArray()) {
                    lookIntoArray(object);
                } else {
                    lookIntoFields(object);
                }
            }
        }
    }

    private void meetElement(@Nullable Object element) {
        counts.merge(Element.class, 1, Integer::sum);
        meet(element);
    }

    private void lookIntoArray(Object array) {
        counts.merge(Element.class, Array.getLength(array), Integer::sum);
        if (!array.getClass().getComponentType().isPrimitive()) {
            for (int i = 0; i < Array.getLength(array); i++) {
                meet(Array.get(array, i));
            }
        }
    }

    private void lookIntoFields(Object object) {
        for (Class<?> type = object.getClass(); type != null && isOwn(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    meet(value(field, object));
                }
            }
        }
    }

    private static @Nullable Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stands for whatever is in a collection, an array or a set of bits. */
    private static final class Element {}

    /** By simple name, for people. */
    @Override
    public String toString() {
        Map<String, Integer> byName = new TreeMap<>();
        counts.forEach((type, count) -> byName.merge(type.getSimpleName(), count, Integer::sum));
        return byName.toString();
    }
}
