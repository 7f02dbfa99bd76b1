package dev.evenkeel;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Gives each property the same seed in every run, so that the tests say the same to everybody: one that follows from its
 * name alone, and from the {@link #ROUND} where {@link Fuzz} looks for new ones. What an earlier run left in jqwik's database
 * has no say, and a property that names its own seed keeps it. jqwik finds this class by {@code META-INF/services}.
 */
public final class PropertySeeds implements AroundPropertyHook {
    /** The system property that says which round of fuzzing this is; any number, 0 if it is none. */
    static final String ROUND = "evenkeel.fuzz.round";

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        PropertyAttributes attributes = context.attributes();
        if (attributes.seed().filter(seed -> !seed.isEmpty()).isEmpty()) {
            String name = context.containerClass().getName() + "."
                    + context.targetMethod().getName();
            attributes.setSeed(Long.toString(seed(name, Long.getLong(ROUND, 0))));
        }
        attributes.setAfterFailure(AfterFailureMode.RANDOM_SEED);
        return property.execute();
    }

    /** The seed of a property in a round: another one for each name and round. */
    static long seed(String name, long round) {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        return (sum.getValue() + 1) ^ (round * 0x9E3779B97F4A7C15L);
    }
}
