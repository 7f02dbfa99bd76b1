package dev.evenkeel.statics;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.Signature;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The static fields of compiled classes that hold, or may hold, what is {@link Unbakeable}. Three ways are gone with each: what
 * it is declared as, type arguments included; what it really holds once its class is initialised, through collections, arrays
 * and objects of these classes; and what the initialiser calls, through methods of these classes.
 */
final class StaticFields {
    private final Map<String, ClassModel> classes;
    private final Set<String> findings = new TreeSet<>();

    private StaticFields(Map<String, ClassModel> classes) {
        this.classes = classes;
    }

    /** Of all classes under a folder, each as {@code Class.field: why}. */
    static Set<String> unbakeable(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return unbakeable(files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class") && !file.endsWith("package-info.class"))
                    .map(StaticFields::parse)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of these classes, of which there are some. */
    static Set<String> unbakeable(Collection<ClassModel> classes) {
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("There are no classes to look into");
        }
        StaticFields all = new StaticFields(
                classes.stream().collect(toMap(model -> nameOf(model.thisClass().asSymbol()), m -> m)));
        all.classes.values().forEach(all::look);
        return all.findings;
    }

    static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look(ClassModel model) {
        String owner = nameOf(model.thisClass().asSymbol());
        model.fields().stream()
                .filter(field -> field.flags().has(AccessFlag.STATIC))
                .forEach(field -> declared(field)
                        .ifPresent(kind -> find(owner, field.fieldName().stringValue(), "is declared with " + kind)));
        model.methods().stream()
                .filter(method -> method.methodName().equalsString("<clinit>"))
                .forEach(method -> initialiser(owner, method));
        values(owner);
    }

    private void find(String owner, String field, String why) {
        findings.add(owner + "." + field + ": " + why);
    }

    // ---- declared types

    private static Optional<String> declared(FieldModel field) {
        List<ClassDesc> named = new ArrayList<>();
        Optional<Signature> generic =
                field.findAttribute(Attributes.signature()).map(attribute -> attribute.asTypeSignature());
        generic.ifPresentOrElse(signature -> collect(signature, named), () -> named.add(field.fieldTypeSymbol()));
        return named.stream()
                .map(StaticFields::elementOf)
                .filter(type -> !type.isPrimitive())
                .flatMap(type -> Unbakeable.kindOf(load(nameOf(type), false)).stream())
                .findFirst();
    }

    private static void collect(Signature signature, List<ClassDesc> named) {
        switch (signature) {
            case Signature.ClassTypeSig type -> {
                named.add(type.classDesc());
                for (Signature.TypeArg argument : type.typeArgs()) {
                    if (argument instanceof Signature.TypeArg.Bounded bounded) {
                        collect(bounded.boundType(), named);
                    }
                }
            }
            case Signature.ArrayTypeSig array -> collect(array.componentSignature(), named);
            case Signature.TypeVarSig _, Signature.BaseTypeSig _ -> {}
        }
    }

    private static ClassDesc elementOf(ClassDesc type) {
        return type.isArray() ? elementOf(type.componentType()) : type;
    }

    // ---- what the initialiser calls

    private void initialiser(String owner, MethodModel initialiser) {
        Set<String> brought = new TreeSet<>();
        for (CodeElement element : elements(initialiser)) {
            calls(element, brought::add, new HashSet<>());
            if (element instanceof FieldInstruction put
                    && put.opcode() == Opcode.PUTSTATIC
                    && nameOf(put.owner().asSymbol()).equals(owner)) {
                for (String call : brought) {
                    find(owner, put.name().stringValue(), "its initialiser calls " + call);
                }
                brought.clear();
            }
        }
        for (String call : brought) {
            find(owner, "<clinit>", "calls " + call);
        }
    }

    private void calls(CodeElement element, Consumer<String> brought, Set<String> seen) {
        switch (element) {
            case InvokeInstruction call ->
                call(
                        nameOf(call.owner().asSymbol()),
                        call.name().stringValue(),
                        call.typeSymbol().descriptorString(),
                        brought,
                        seen);
            case InvokeDynamicInstruction dynamic -> {
                for (ConstantDesc argument : dynamic.bootstrapArgs()) {
                    if (argument instanceof DirectMethodHandleDesc handle && isMethod(handle)) {
                        call(nameOf(handle.owner()), handle.methodName(), handle.lookupDescriptor(), brought, seen);
                    }
                }
            }
            default -> {}
        }
    }

    private static boolean isMethod(DirectMethodHandleDesc handle) {
        return switch (handle.kind()) {
            case GETTER, SETTER, STATIC_GETTER, STATIC_SETTER -> false;
            default -> true;
        };
    }

    private void call(String owner, String method, String descriptor, Consumer<String> brought, Set<String> seen) {
        if (Unbakeable.brings(owner, method)) {
            brought.accept(owner + "." + method);
            return;
        }
        @Nullable ClassModel own = classes.get(owner);
        if (own == null || !seen.add(owner + "." + method + descriptor)) {
            return;
        }
        own.methods().stream()
                .filter(candidate -> candidate.methodName().equalsString(method)
                        && candidate.methodType().equalsString(descriptor))
                .flatMap(found -> elements(found).stream())
                .forEach(element -> calls(element, brought, seen));
    }

    private static List<CodeElement> elements(MethodModel method) {
        return method.code().map(code -> code.elementList()).orElse(List.of());
    }

    // ---- what it really holds

    private void values(String owner) {
        Class<?> type;
        try {
            type = load(owner, true);
        } catch (LinkageError broken) {
            find(owner, "<clinit>", "fails: " + broken);
            return;
        }
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                held(get(field, null), Collections.newSetFromMap(new IdentityHashMap<>()))
                        .ifPresent(kind -> find(owner, field.getName(), "holds " + kind));
            }
        }
    }

    private Optional<String> held(@Nullable Object value, Set<Object> seen) {
        if (value == null || !seen.add(value)) {
            return Optional.empty();
        }
        Optional<String> itself =
                Unbakeable.kindOf(value.getClass()).map(kind -> value.getClass().getName() + " (" + kind + ")");
        return itself.or(() ->
                parts(value).stream().flatMap(part -> held(part, seen).stream()).findFirst());
    }

    private Collection<?> parts(Object value) {
        return switch (value) {
            case Object[] array -> Arrays.asList(array);
            case Map<?, ?> map -> Arrays.asList(List.copyOf(map.keySet()), List.copyOf(map.values()));
            case Iterable<?> several
            when value.getClass().getName().startsWith("java.") -> {
                List<@Nullable Object> elements = new ArrayList<>();
                several.forEach(elements::add);
                yield value instanceof Path ? List.of() : elements;
            }
            case Optional<?> optional -> optional.stream().toList();
            case AtomicReference<?> reference -> Collections.singletonList(reference.get());
            default -> fieldsOf(value);
        };
    }

    /** Of objects of these classes, lambdas and what they have captured included. */
    private List<@Nullable Object> fieldsOf(Object value) {
        List<@Nullable Object> fields = new ArrayList<>();
        for (Class<?> type = value.getClass(); isOwn(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    fields.add(get(field, value));
                }
            }
        }
        return fields;
    }

    private boolean isOwn(Class<?> type) {
        // A lambda's class is called Host$$Lambda/0x…
        return classes.containsKey(type.getName().split("\\$\\$Lambda", 2)[0]);
    }

    private static @Nullable Object get(Field field, @Nullable Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (IllegalAccessException | InaccessibleObjectException closed) {
            throw new IllegalStateException(field + " cannot be looked into", closed);
        }
    }

    // ---- names

    private static Class<?> load(String name, boolean initialized) {
        try {
            return Class.forName(name, initialized, StaticFields.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String nameOf(ClassDesc type) {
        if (type.isArray()) {
            return type.descriptorString();
        }
        String descriptor = type.descriptorString();
        return descriptor.length() == 1
                ? descriptor
                : descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
    }
}
