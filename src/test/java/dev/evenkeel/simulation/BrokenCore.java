package dev.evenkeel.simulation;

import dev.evenkeel.leadership.LeadershipSimulations;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The core with a mutant's change in it, compiled, and beside it the simulators loaded once more, so that they run with the
 * broken core. What runs in production is not touched.
 */
final class BrokenCore implements AutoCloseable {
    private static final String OWN = "dev.evenkeel.";

    private final URLClassLoader loader;
    private final Promise promise;

    private BrokenCore(URLClassLoader loader, Promise promise) {
        this.loader = loader;
        this.promise = promise;
    }

    /**
     * Compiles a mutant.
     *
     * @param project the root of the project
     * @param work where sources and classes may be written
     */
    static BrokenCore of(Mutant mutant, Path project, Path work) {
        Path folder = work.resolve(mutant.name());
        clear(folder);
        Path classes = folder.resolve("classes");
        compile(mutant.apply(project, folder), classes);
        return new BrokenCore(
                new Shadowing(List.of(classes, place(Mutant.class), place(Arbiter.class))), mutant.breaks());
    }

    /** What an earlier version of the mutant left would be loaded too. */
    private static void clear(Path folder) {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> old = Files.walk(folder)) {
            for (Path each : old.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(List<Path> sources, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Files.createDirectories(classes);
            List<String> options = List.of(
                    "-proc:none",
                    "-nowarn",
                    "-d",
                    classes.toString(),
                    "-cp",
                    place(Arbiter.class)
                            + System.getProperty("path.separator")
                            + System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the mutant does not compile:\n" + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a class comes from. */
    private static Path place(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** Which promise the first of these seeds to fail breaks; empty if none does. */
    @SuppressWarnings("unchecked")
    Optional<String> firstBroken(long from, long seeds) {
        try {
            Class<?> simulator = promise == Promise.ONE_DECIDES ? LeadershipSimulations.class : Simulations.class;
            return (Optional<String>) loader.loadClass(simulator.getName())
                    .getMethod("firstBroken", long.class, long.class)
                    .invoke(null, from, seeds);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the simulator itself failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** Loads the project's own classes itself, and leaves all others to the loader of the tests. */
    private static final class Shadowing extends URLClassLoader {
        Shadowing(List<Path> places) {
            super(urls(places), BrokenCore.class.getClassLoader());
        }

        private static URL[] urls(List<Path> places) {
            List<URL> urls = new ArrayList<>();
            for (Path place : places) {
                try {
                    urls.add(place.toUri().toURL());
                } catch (MalformedURLException e) {
                    throw new IllegalArgumentException(e);
                }
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OWN)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : findClass(name);
            }
        }
    }
}
