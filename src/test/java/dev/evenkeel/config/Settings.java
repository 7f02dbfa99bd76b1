package dev.evenkeel.config;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** Configurations as the program would read them, from these properties and nothing else. */
public final class Settings {
    private Settings() {}

    /**
     * The defaults but for these.
     *
     * @throws io.smallrye.config.ConfigValidationException as at the start of the program
     */
    public static EvenkeelConfig of(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(EvenkeelConfig.class)
                .withValidateUnknown(true)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(EvenkeelConfig.class);
    }
}
