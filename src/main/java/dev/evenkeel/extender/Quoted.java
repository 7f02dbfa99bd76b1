package dev.evenkeel.extender;

/** Text of a caller, made fit to be quoted: on one line, and short. */
final class Quoted {
    private static final int LONGEST = 300;

    private Quoted() {}

    static String line(String text) {
        String shortened = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        StringBuilder line = new StringBuilder(shortened.length());
        shortened.codePoints().forEach(point -> line.appendCodePoint(isFit(point) ? point : '?'));
        return line.toString();
    }

    /** Half a surrogate pair could not be written as UTF-8. */
    private static boolean isFit(int point) {
        return !Character.isISOControl(point)
                && Character.getType(point) != Character.SURROGATE
                && Character.getType(point) != Character.LINE_SEPARATOR
                && Character.getType(point) != Character.PARAGRAPH_SEPARATOR;
    }
}
