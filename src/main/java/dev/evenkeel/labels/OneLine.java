package dev.evenkeel.labels;

/**
 * Escapes untrusted text, so that it can be quoted in a line of a log or a message: control characters, line separators
 * and characters that hide text or change its direction are written as {@code \}{@code u202e}.
 */
public final class OneLine {
    private OneLine() {}

    /** The whole text, escaped. */
    public static String of(String text) {
        return text.codePoints().allMatch(OneLine::isPlain) ? text : escaped(text, Integer.MAX_VALUE);
    }

    /**
     * The beginning of the text, escaped, with an ellipsis if there is more.
     *
     * @param most how many Unicode code points at most; 0 or more
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

    /** Whether a code point can stay as it is; half a surrogate pair cannot, as there is no UTF-8 for it. */
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
