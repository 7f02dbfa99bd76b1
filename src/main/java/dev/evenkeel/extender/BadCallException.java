package dev.evenkeel.extender;

/** A request that is not one of the protocol's; the message says what was wrong and what was expected, on one line. */
public final class BadCallException extends Exception {
    private static final long serialVersionUID = 1L;

    BadCallException(String message) {
        super(Quoted.line(message));
    }
}
