package dev.evenkeel.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;

/** The version of this build, for {@code --version}. It is asked for before there is a Quarkus that could be asked. */
public final class BuildVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        // A constant name: a native image finds by itself that the file has to come along.
        try (InputStream file = BuildVersion.class.getResourceAsStream("version.properties")) {
            Properties build = new Properties();
            build.load(file);
            return new String[] {"evenkeel " + build.getProperty("version")};
        }
    }
}
