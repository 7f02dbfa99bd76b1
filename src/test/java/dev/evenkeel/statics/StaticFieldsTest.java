package dev.evenkeel.statics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.Main;
import java.lang.classfile.ClassModel;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No class of evenkeel keeps something in a static field that a native image must not keep. */
class StaticFieldsTest {
    @Test
    void noStaticFieldHoldsWhatBelongsToOneProcess() {
        assertThat(StaticFields.unbakeable(folderOf(Main.class)))
                .as("static fields of classes that are initialised while a native image is built")
                .isEmpty();
    }

    @Test
    void everyPlantedFieldIsFound() {
        Set<String> fields = Arrays.stream(Planted.Wrong.class.getDeclaredFields())
                .filter(field -> !field.isSynthetic())
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        // What a static block does without keeping it in a field.
        fields.add("<clinit>");

        assertThat(found(Planted.Wrong.class)).isEqualTo(fields);
    }

    @Test
    void everyWayOfFindingFindsSomething() {
        Set<String> findings = StaticFields.unbakeable(planted());

        String wrong = Planted.Wrong.class.getName();
        assertThat(findings)
                .contains(
                        wrong + ".declaredWithAnArgument: is declared with java.util.concurrent.Executor",
                        wrong + ".host: its initialiser calls java.net.InetAddress.getLocalHost",
                        wrong + ".<clinit>: calls java.lang.Thread.currentThread")
                .anyMatch(finding -> finding.startsWith(wrong + ".holdsBuffer: holds ")
                        && finding.endsWith("(io.vertx.core.buffer.Buffer)"));
    }

    @Test
    void whatIsTheSameEverywhereIsNotFound() {
        assertThat(found(Planted.Right.class)).isEmpty();
    }

    /** The names of fields of a planted class that are found. */
    private static Set<String> found(Class<?> planted) {
        String prefix = planted.getName() + ".";
        return StaticFields.unbakeable(planted()).stream()
                .filter(finding -> finding.startsWith(prefix))
                .map(finding -> finding.substring(prefix.length()).split(":", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<ClassModel> planted() {
        return Stream.of(Planted.Wrong.class, Planted.Own.class, Planted.Started.class, Planted.Right.class)
                .map(type ->
                        StaticFields.parse(folderOf(type).resolve(type.getName().replace('.', '/') + ".class")))
                .toList();
    }

    private static Path folderOf(Class<?> type) {
        try {
            URI location =
                    type.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(location);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
