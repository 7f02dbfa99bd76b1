package dev.evenkeel;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the packages may know of each other and of the world, and what holds of every class. */
@NullMarked
class ArchitectureTest {
    private static final String ROOT = "dev.evenkeel";
    /** The pure packages, and which others each may know. */
    static final Map<String, Set<String>> CORE = Map.ofEntries(
            // Values, which know no cluster.
            Map.entry("labels", Set.of()),
            Map.entry("objects", Set.of("labels")),
            Map.entry("nodes", Set.of()),
            // The spine.
            Map.entry("cluster", Set.of("nodes", "objects", "labels")),
            Map.entry("api", Set.of("rule", "nodes", "objects")),
            Map.entry("caps", Set.of("rule", "api", "cluster", "nodes", "objects", "labels")),
            Map.entry("slots", Set.of("caps", "rule", "api", "cluster", "nodes", "objects")),
            Map.entry(
                    "placement",
                    Set.of(
                            "slots",
                            "caps",
                            "offers",
                            "balance",
                            "nomination",
                            "rule",
                            "api",
                            "cluster",
                            "nodes",
                            "objects")),
            // The wings.
            Map.entry("rule", Set.of("cluster", "objects", "labels")),
            Map.entry("offers", Set.of("slots", "caps", "api", "cluster", "nodes", "objects")),
            Map.entry("nomination", Set.of("slots", "caps", "rule", "api", "cluster", "nodes", "objects", "labels")),
            Map.entry("traffic", Set.of("cluster", "objects", "labels")),
            Map.entry("planner", Set.of("traffic")),
            Map.entry(
                    "balance",
                    Set.of(
                            "planner", "traffic", "slots", "caps", "rule", "api", "cluster", "nodes", "objects",
                            "labels")),
            Map.entry(
                    "scaledown",
                    Set.of("planner", "traffic", "caps", "rule", "api", "cluster", "nodes", "objects", "labels")),
            Map.entry(
                    "report",
                    Set.of(
                            "balance", "planner", "traffic", "caps", "rule", "api", "cluster", "nodes", "objects",
                            "labels")),
            Map.entry("leadership", Set.of("api", "objects")));

    private static final String[] CORE_PACKAGES =
            CORE.keySet().stream().map(ArchitectureTest::in).toArray(String[]::new);

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages(ROOT);

    // ---- the core is plain Java without I/O, threads, clock or chance

    @Test
    void theCoreDependsOnPlainJavaOnly() {
        classes()
                .that()
                .resideInAnyPackage(CORE_PACKAGES)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(CORE_PACKAGES)
                        .or(resideInAnyPackage(
                                "java.lang",
                                "java.lang.annotation",
                                "java.lang.invoke",
                                "java.lang.runtime",
                                "java.nio.charset",
                                "java.time",
                                "java.util",
                                "java.util.function",
                                "java.util.random",
                                "java.util.regex",
                                "java.util.stream",
                                "org.jspecify.annotations"))
                        .and(not(assignableTo(Thread.class)))
                        .and(not(assignableTo(ThreadLocal.class)))
                        .and(not(assignableTo(Process.class)))
                        .and(not(assignableTo(Clock.class)))
                        .and(not(assignableTo(Random.class)))
                        .and(not(assignableTo(Timer.class))))
                .because(
                        "what decides has no I/O, no threads and no clock, and runs in simulations as it runs in clusters")
                .check(MAIN);
    }

    @Test
    void theCoreAsksNobodyForTimeOrChance() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE_PACKAGES)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class, String.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .because("time and chance come in as arguments")
                .check(MAIN);
    }

    @Test
    void theCorePrintsNothing() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE_PACKAGES)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(MAIN);
    }

    // ---- arrows

    @ParameterizedTest
    @MethodSource("core")
    void aCorePackageKnowsOnlyWhatItMay(String name, Set<String> known) {
        String[] mayKnow = Stream.concat(Stream.of(name), known.stream())
                .map(ArchitectureTest::in)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(in(name))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(mayKnow))))
                .check(MAIN);
    }

    static Stream<Arguments> core() {
        return CORE.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    private static String in(String name) {
        return ROOT + "." + name + "..";
    }

    @Test
    void packagesMakeNoCycles() {
        slices().matching("dev.evenkeel.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    // ---- every class

    @Test
    void noClassIsNamedForWantOfAName() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        Stream<JavaPackage> withClasses = MAIN.getPackage(ROOT).getSubpackagesInTree().stream()
                .filter(each -> each.getClasses().stream().anyMatch(type -> !isGenerated(type)));

        assertThat(withClasses
                        .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName))
                .as("packages without a @NullMarked package-info")
                .isEmpty();
    }

    private static boolean isGenerated(JavaClass type) {
        return type.getSimpleName().contains("_") || type.getSimpleName().equals("package-info");
    }

    @Test
    void noPublicTypeHasSetters() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .arePublic()
                .and(describe(
                        "are not static",
                        (JavaMethod method) -> !method.getModifiers().contains(JavaModifier.STATIC)))
                .should()
                .haveNameNotMatching("set[A-Z].*")
                .check(MAIN);
    }

    // ---- tests that are run

    /** The build runs classes named *Test and *Properties; others would be skipped without a word. */
    @Test
    void everyClassWithPropertiesIsNamedForThem() {
        // One fails on purpose, and is run by the test around it alone.
        Stream<JavaClass> holders = TESTS.stream()
                .filter(type -> declares(type, Property.class))
                .filter(type -> !type.isEquivalentTo(PropertySeedsTest.Failing.class));

        assertThat(holders.map(ArchitectureTest::outermost).map(JavaClass::getSimpleName))
                .isNotEmpty()
                .allMatch(name -> name.endsWith("Properties"));
    }

    @Test
    void everyClassWithTestsIsNamedForThem() {
        Stream<JavaClass> holders =
                TESTS.stream().filter(type -> declares(type, Test.class) || declares(type, ParameterizedTest.class));

        assertThat(holders.map(ArchitectureTest::outermost).map(JavaClass::getSimpleName))
                .isNotEmpty()
                .allMatch(name -> name.endsWith("Test"));
    }

    /** One kind a class, or an engine would be handed a class that is not its own. */
    @Test
    void noClassHasTestsOfBothKinds() {
        assertThat(TESTS.stream()
                        .filter(type -> declares(type, Test.class) && declares(type, Property.class))
                        .map(JavaClass::getName))
                .isEmpty();
    }

    @Test
    void everyClassNamedForTestsHasSome() {
        Stream<JavaClass> named = TESTS.stream()
                .filter(type -> type.isTopLevelClass()
                        && (type.getSimpleName().endsWith("Test")
                                || type.getSimpleName().endsWith("Properties")));

        assertThat(named.filter(type -> Stream.concat(
                                        Stream.of(type),
                                        TESTS.stream()
                                                .filter(other ->
                                                        outermost(other).equals(type)))
                                .noneMatch(each -> Stream.of(Test.class, ParameterizedTest.class, Property.class)
                                        .anyMatch(kind -> declares(each, kind))))
                        .map(JavaClass::getName))
                .isEmpty();
    }

    private static boolean declares(JavaClass type, Class<? extends Annotation> kind) {
        return type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(kind));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }
}
