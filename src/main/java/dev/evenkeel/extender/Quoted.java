package dev.evenkeel.extender;

import dev.evenkeel.labels.OneLine;

/** Text of a caller, made fit for quoting: on one line, and short. */
final class Quoted {
    private static final int LONGEST = 300;

    private Quoted() {}

    static String line(String text) {
        String shortened = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        StringBuilder line = new StringBuilder(shortened.length());
        shortened.codePoints().forEach(point -> line.appendCodePoint(OneLine.isPlain(point) ? point : '?'));
        return line.toString();
    }
}
