package dev.evenkeel.simulate;

/** A question that makes no sense for this cluster; the message is one line for whoever asked. */
public final class ForecastException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A question without an answer.
     *
     * @param message what is wrong with which part of it, and what was expected
     */
    public ForecastException(String message) {
        super(message);
    }
}
