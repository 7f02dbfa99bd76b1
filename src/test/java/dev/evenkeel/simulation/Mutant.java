package dev.evenkeel.simulation;

import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A broken variant of the core: a patch in the unified format that git writes, under two lines that say what is broken
 * and which promise that breaks. A hunk is found by its text and not by its line numbers, so that it stays good for as
 * long as the code that it breaks; that text must be there exactly once.
 *
 * @param breaks the promise that does not hold any more
 * @param hunks by source file, from the root of the project
 */
record Mutant(String name, String what, Promise breaks, Map<Path, List<Hunk>> hunks) {
    static final String SUFFIX = ".patch";

    private static final String WHAT = "What: ";
    private static final String BREAKS = "Breaks: ";

    /** One replacement. */
    record Hunk(String before, String after) {}

    static Mutant read(Path file) {
        String fileName = String.valueOf(file.getFileName());
        List<String> lines = lines(file);
        Map<Path, List<Hunk>> hunks = new LinkedHashMap<>();
        List<Hunk> ofFile = new ArrayList<>();
        for (int i = 2; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("+++ b/")) {
                ofFile = hunks.computeIfAbsent(Path.of(line.substring("+++ b/".length())), first -> new ArrayList<>());
            } else if (line.startsWith("@@")) {
                ofFile.add(hunk(lines, i + 1));
            }
        }
        return new Mutant(
                fileName.substring(0, fileName.length() - SUFFIX.length()),
                said(WHAT, lines.get(0)),
                Promise.valueOf(said(BREAKS, lines.get(1))),
                hunks);
    }

    private static String said(String head, String line) {
        if (!line.startsWith(head)) {
            throw new IllegalArgumentException("expected \"" + head + "…\", found \"" + line + "\"");
        }
        return line.substring(head.length());
    }

    private static Hunk hunk(List<String> lines, int from) {
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (int i = from; i < lines.size() && isOfHunk(lines.get(i)); i++) {
            String line = lines.get(i);
            String text = (line.isEmpty() ? "" : line.substring(1)) + "\n";
            if (!line.startsWith("+")) {
                before.append(text);
            }
            if (!line.startsWith("-")) {
                after.append(text);
            }
        }
        return new Hunk(before.toString(), after.toString());
    }

    private static boolean isOfHunk(String line) {
        return !line.startsWith("@@") && !line.startsWith("--- ");
    }

    /**
     * Writes the broken sources.
     *
     * @param project the root of the project
     * @param target where they go
     * @return the files written
     */
    List<Path> apply(Path project, Path target) {
        List<Path> written = new ArrayList<>();
        hunks.forEach(
                (file, ofFile) -> written.add(write(target.resolve(file), broken(project.resolve(file), ofFile))));
        return written;
    }

    private String broken(Path file, List<Hunk> ofFile) {
        String source = String.join("\n", lines(file)) + "\n";
        for (Hunk hunk : ofFile) {
            int at = source.indexOf(hunk.before);
            if (at < 0 || source.indexOf(hunk.before, at + 1) >= 0) {
                throw new IllegalStateException("mutant " + name + " does not fit " + file
                        + " any more: expected exactly once\n" + hunk.before);
            }
            source = source.substring(0, at) + hunk.after + source.substring(at + hunk.before.length());
        }
        return source;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
