package dev.evenkeel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;

/** The version of this build, for {@code --version}. Quarkus, which knows it too, does not run yet. */
public final class BuildVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        // A constant name, so that a native image includes the file by itself.
        try (InputStream file = BuildVersion.class.getResourceAsStream("version.properties")) {
            Properties build = new Properties();
            build.load(file);
            return new String[] {"evenkeel " + build.getProperty("version")};
        }
    }
}
