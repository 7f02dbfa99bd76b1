package dev.evenkeel.app;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine;

/** The version of this build, for {@code --version}. */
public final class BuildVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "evenkeel " + ConfigProvider.getConfig().getValue("quarkus.application.version", String.class)
        };
    }
}
