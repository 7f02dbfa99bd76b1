package dev.evenkeel.labels;

/**
 * Text that somebody else has written, made fit to be quoted in a line of ours: nothing in it begins another line, speaks to a
 * terminal, or hides or turns around what stands beside it. Such characters are written as {@code \}{@code u202e}.
 */
public final class OneLine {
    private OneLine() {}

    /** All of it. */
    public static String of(String text) {
        return text.codePoints().allMatch(OneLine::isPlain) ? text : escaped(text, Integer.MAX_VALUE);
    }

    /**
     * Its beginning, and an ellipsis if there is more.
     *
     * @param most characters, as Unicode counts them
     */
    public static String of(String text, int most) {
        String beginning = escaped(text, most);
        boolean isWhole = text.length() <= most || text.codePointCount(0, text.length()) <= most;
        return isWhole ? beginning : beginning + "…";
    }

    private static String escaped(String text, int most) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(most).forEach(character -> {
            if (isPlain(character)) {
                line.appendCodePoint(character);
            } else {
                line.append("\\u%04x".formatted(character));
            }
        });
        return line.toString();
    }

    /** Half a surrogate pair could not be written as UTF-8. */
    public static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
