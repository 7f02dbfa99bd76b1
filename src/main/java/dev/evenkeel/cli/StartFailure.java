package dev.evenkeel.cli;

import io.smallrye.config.ConfigValidationException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why the program could not start, in one line: the setting, its value and what is allowed. */
final class StartFailure {
    private static final Pattern NOT_CONVERTED = Pattern.compile(
            "SRCFG00039: The config property (\\S+) with the config value \"(.*)\" threw an Exception whilst being"
                    + " converted (.*)",
            Pattern.DOTALL);
    private static final Pattern NOT_MAPPED = Pattern.compile("SRCFG00050: (\\S+) in (.*) does not map to any root");
    private static final Pattern EMPTY =
            Pattern.compile("SRCFG00040: The config property (\\S+) is defined as the empty.*");
    private static final Pattern ALLOWED = Pattern.compile(".*allowed values: (.*)", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("SRCFG\\d+: ");

    private StartFailure() {}

    /** In one line, without a stack trace. */
    static String message(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof ConfigValidationException)) {
            @Nullable Throwable next = cause.getCause();
            if (next == null) {
                return oneLine(said(cause));
            }
            cause = next;
        }
        return settings((ConfigValidationException) cause);
    }

    private static String said(Throwable cause) {
        return switch (cause) {
            // Its message is the path and nothing else.
            case NoSuchFileException missing -> "the file " + missing.getFile() + " does not exist";
            case AccessDeniedException unreadable -> "the file " + unreadable.getFile() + " cannot be read";
            default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
        };
    }

    private static String settings(ConfigValidationException invalid) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < invalid.getProblemCount(); i++) {
            problems.add(oneLine(problem(invalid.getProblem(i).getMessage())));
        }
        return String.join("; ", problems);
    }

    private static String problem(String said) {
        Matcher unconverted = NOT_CONVERTED.matcher(said);
        if (unconverted.find()) {
            return unconverted.group(1) + "=" + unconverted.group(2) + ": " + expected(unconverted.group(3));
        }
        Matcher unmapped = NOT_MAPPED.matcher(said);
        if (unmapped.find()) {
            return unmapped.group(1) + ": there is no such setting (from " + unmapped.group(2) + ")";
        }
        Matcher empty = EMPTY.matcher(said);
        return empty.find() ? empty.group(1) + "=: expected a value" : said;
    }

    private static String expected(String said) {
        Matcher allowed = ALLOWED.matcher(said);
        if (allowed.matches()) {
            return "expected one of " + allowed.group(1).replace(",", ", ");
        }
        if (said.startsWith("Invalid duration")) {
            return "expected a duration like 500ms, 10s or 2m";
        }
        return CODE.matcher(said).replaceAll("");
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
