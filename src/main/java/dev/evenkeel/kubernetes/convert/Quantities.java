package dev.evenkeel.kubernetes.convert;

import dev.evenkeel.cluster.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resource lists of the API server, as amounts of CPU, memory and places for pods. */
final class Quantities {
    private static final BigDecimal MILLI = BigDecimal.valueOf(1_000);

    private Quantities() {}

    /** What a resource list does not name is none. */
    static Resources resources(@Nullable Map<String, Quantity> quantities) {
        if (quantities == null) {
            return Resources.NONE;
        }
        return new Resources(
                amount(quantities.get("cpu"), MILLI),
                amount(quantities.get("memory"), BigDecimal.ONE),
                amount(quantities.get("pods"), BigDecimal.ONE));
    }

    private static long amount(@Nullable Quantity quantity, BigDecimal scale) {
        if (quantity == null) {
            return 0;
        }
        // Rounded up, as kube-scheduler does (resource.Quantity MilliValue and Value).
        BigDecimal amount = quantity.getNumericalAmount().multiply(scale).setScale(0, RoundingMode.CEILING);
        return amount.max(BigDecimal.ZERO)
                .min(BigDecimal.valueOf(Long.MAX_VALUE / 4))
                .longValue();
    }
}
