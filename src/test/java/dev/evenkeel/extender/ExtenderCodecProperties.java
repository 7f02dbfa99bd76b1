package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.NodeTable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever bytes come in, the codec gives a call or says in one line why not; nothing else escapes it. */
class ExtenderCodecProperties {
    private static final List<byte[]> BODIES = Stream.concat(
                    Stream.of("volumes", "everything", "every", "two-hundred-labels")
                            .map(pod -> Golden.call(Golden.NAMES, "filter", pod)),
                    Stream.of(
                            Golden.call(Golden.NAMES, "bind", "volumes"),
                            Golden.call(Golden.NAMES, "preempt", "preemptor")))
            .toList();

    /** What trips parsers up. */
    private static final List<byte[]> TOKENS = Stream.of(
                    "null",
                    "{}",
                    "[]",
                    "[",
                    "]",
                    "{",
                    "}",
                    "\"",
                    ",",
                    ":",
                    "\\",
                    "\\ud800",
                    "-",
                    "1e999",
                    "0x1",
                    "NaN",
                    "true",
                    "\u0000",
                    "\uFEFF",
                    "9223372036854775808",
                    "\"Pod\":",
                    "\"metadata\":{",
                    "/*",
                    "//",
                    "'")
            .map(token -> token.getBytes(StandardCharsets.UTF_8))
            .toList();

    private final ExtenderCodec codec = new ExtenderCodec(100);

    @Property(tries = 2_000)
    void aMutatedCallIsACallOrRefused(@ForAll("mutatedCalls") byte[] body) {
        for (Verb verb : Verb.values()) {
            expectCallOrRefusal(verb, body);
        }
    }

    @Property(tries = 1_000)
    void anyBytesAreACallOrRefused(@ForAll byte[] body) {
        for (Verb verb : Verb.values()) {
            expectCallOrRefusal(verb, body);
        }
    }

    /** Names are read in one way as encoders write them, and in another if anything about them is unusual. */
    @Property(tries = 2_000)
    void howNamesAreWrittenMakesNoDifference(@ForAll @Size(max = 5) List<@From("nodeNames") String> names) {
        String plain = names.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
        String spaced = names.stream().collect(Collectors.joining("\" , \"", "[ \"", "\" ]"));
        String escaped = plain.replace("a", "\\u0061");

        assertThat(readNames(spaced)).isEqualTo(readNames(plain));
        assertThat(readNames(escaped)).isEqualTo(readNames(plain));
    }

    @Provide
    Arbitrary<String> nodeNames() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("ab.-9").ofMaxLength(6),
                Arbitraries.strings().withChars("aB_/ é\u0131").ofMaxLength(3),
                Arbitraries.of("a".repeat(253), "a".repeat(254), "node-1", "ip-10-0-0-1.ec2.internal"));
    }

    /** The names and their numbers in a table that has some of them, or why they are refused. */
    private static List<Object> readNames(String array) {
        NodeTable nodes = NodeTable.empty().with("a").with("node-1").with("b9");
        String body = "{\"Pod\":{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\",\"uid\":\"u\"}},\"NodeNames\":"
                + array + "}";
        try {
            NodeNames names = new ExtenderCodec(4)
                    .readArgs(body.getBytes(StandardCharsets.UTF_8))
                    .nodeNames();
            int[] numbers = names.stream().mapToInt(nodes::number).toArray();
            assertThat(names.numbers(nodes)).isEqualTo(numbers);
            return List.copyOf(names);
        } catch (BadCallException refused) {
            return List.of(new Refused(400, String.valueOf(refused.getMessage())));
        }
    }

    /** What was taken can be written back, and names only what it may. */
    private void expectCallOrRefusal(Verb verb, byte[] body) {
        try {
            switch (verb) {
                case FILTER, PRIORITIZE -> {
                    ExtenderArgs args = codec.readArgs(body);
                    assertThat(ExtenderCodec.write(ExtenderFilterResult.nodes(args.nodeNames())))
                            .isNotEmpty();
                }
                case BIND -> assertThat(codec.readBindingArgs(body).node()).matches("[a-z0-9.-]+");
                case PREEMPT ->
                    assertThat(ExtenderCodec.write(
                                    codec.readPreemptionArgs(body).candidates()))
                            .isNotEmpty();
            }
        } catch (BadCallException refused) {
            String why = String.valueOf(refused.getMessage());
            assertThat(why).contains("expected").hasLineCount(1).hasSizeLessThan(400);
            assertThat(ExtenderCodec.writeError(why)).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<byte[]> mutatedCalls() {
        return Combinators.combine(
                        Arbitraries.of(BODIES),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(1, 5))
                .as(ExtenderCodecProperties::mutate);
    }

    private static byte[] mutate(byte[] original, long seed, int times) {
        Random random = new Random(seed);
        byte[] body = original;
        for (int i = 0; i < times; i++) {
            body = mutate(body, random);
        }
        return body;
    }

    private static byte[] mutate(byte[] body, Random random) {
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + random.nextInt(40));
        byte[] token = TOKENS.get(random.nextInt(TOKENS.size()));
        return switch (random.nextInt(5)) {
            case 0 -> splice(body, from, from, token);
            case 1 -> splice(body, from, to, token);
            case 2 -> splice(body, from, to, new byte[0]);
            case 3 -> splice(body, from, body.length, new byte[0]);
            default -> splice(body, from, Math.min(body.length, from + 1), new byte[] {(byte) random.nextInt(256)});
        };
    }

    private static byte[] splice(byte[] body, int from, int to, byte[] middle) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(body, 0, from);
        spliced.writeBytes(middle);
        spliced.write(body, to, body.length - to);
        return spliced.toByteArray();
    }
}
