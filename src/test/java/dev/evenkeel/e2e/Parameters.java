package dev.evenkeel.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the command line of a bench sets, as {@code NAME=value}; what is missing or empty has a default. */
record Parameters(Map<String, String> values) {

    Parameters {
        values = Map.copyOf(values);
    }

    static Parameters of(String[] arguments) {
        return new Parameters(pairs(Arrays.asList(arguments)));
    }

    private static Map<String, String> pairs(List<String> words) {
        return words.stream()
                .map(word -> word.split("=", 2))
                .filter(pair -> pair.length == 2 && !pair[1].isBlank())
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    Optional<String> given(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String text(String name, String otherwise) {
        return given(name).orElse(otherwise);
    }

    long number(String name, long otherwise) {
        return given(name).map(Long::parseLong).orElse(otherwise);
    }

    int count(String name, int otherwise) {
        return Math.toIntExact(number(name, otherwise));
    }

    /** Words that commas part; none of them blank. */
    List<String> words(String name, String otherwise) {
        return Arrays.stream(text(name, otherwise).split(",", -1))
                .filter(word -> !word.isBlank())
                .toList();
    }

    /** {@code key=value} pairs that commas part. */
    Map<String, String> pairs(String name) {
        return pairs(words(name, ""));
    }
}
