package dev.evenkeel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** How large things may become, and that each package says what it is for. */
@NullMarked
class SizesTest {
    private static final Path MAIN = Path.of("src", "main", "java", "dev", "evenkeel");

    /** What keeps the promise. */
    private static final Set<String> SPINE = Set.of("cluster", "api", "caps", "slots", "placement");

    private static final int SPINE_CODE = 3_000;
    private static final int CLASS_LINES = 500;
    private static final int PACKAGE_LINES = 2_000;

    /** Text blocks, strings and characters, which may hold what looks like a comment; then comments. */
    private static final Pattern LITERAL_OR_COMMENT = Pattern.compile(
            "\"\"\"(?:\\\\.|[^\\\\])*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'|//[^\\n]*|/\\*.*?\\*/",
            Pattern.DOTALL);

    private static final Pattern NO_CODE = Pattern.compile("(?:import|package)\\b.*");

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int lines(Path file) {
        return (int) read(file).lines().count();
    }

    /** Lines that are neither blank, nor comments alone, nor imports. */
    static int code(String source) {
        String bare = LITERAL_OR_COMMENT
                .matcher(source)
                .replaceAll(found -> found.group().startsWith("/") ? "" : "x".repeat(3));
        return (int) bare.lines()
                .filter(line ->
                        !line.isBlank() && !NO_CODE.matcher(line.strip()).matches())
                .count();
    }

    @Test
    void countsNeitherImportsNorBlanksNorComments() {
        String source = """
                package a;

                import b.C;

                /** A comment { over
                 * lines. */
                class D {
                    // alone
                    String e = "/* no comment";
                    int f = 1; /* behind code */
                    char g = '"'; // as well
                }
                """;

        assertThat(code(source)).isEqualTo(5);
    }

    @Test
    void spineHasItsBudgetOfCode() throws IOException {
        Map<String, Integer> code = sources().stream()
                .filter(file -> SPINE.contains(MAIN.relativize(file).getName(0).toString()))
                .collect(Collectors.toMap(
                        file -> MAIN.relativize(file).getName(0).toString(),
                        file -> code(read(file)),
                        Integer::sum,
                        TreeMap::new));

        assertThat(code.keySet()).isEqualTo(SPINE);
        assertThat(code.values().stream().mapToInt(Integer::intValue).sum())
                .as("lines of code of the spine: %s", code)
                .isLessThanOrEqualTo(SPINE_CODE);
    }

    @Test
    void noClassIsTooLong() throws IOException {
        assertThat(sources())
                .allSatisfy(file -> assertThat(lines(file)).as(file.toString()).isLessThanOrEqualTo(CLASS_LINES));
    }

    @Test
    void noPackageIsTooLong() throws IOException {
        Map<Path, Integer> lines = sources().stream()
                .collect(Collectors.toMap(Path::getParent, SizesTest::lines, Integer::sum, TreeMap::new));

        assertThat(lines)
                .allSatisfy(
                        (folder, sum) -> assertThat(sum).as(folder.toString()).isLessThanOrEqualTo(PACKAGE_LINES));
    }

    /** What is in it, what it keeps true, and where to start reading. */
    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        Set<Path> folders = sources().stream().map(Path::getParent).collect(Collectors.toSet());

        assertThat(folders).allSatisfy(folder -> {
            String comment = read(folder.resolve("package-info.java"));
            assertThat(comment)
                    .as(folder.toString())
                    .containsIgnoringCase("keeps true")
                    .containsPattern("[Ss]tart");
        });
    }
}
