package dev.evenkeel.extender;

/** A request that does not follow the protocol; the message says on one line what was wrong and what was expected. */
public final class BadCallException extends Exception {
    private static final long serialVersionUID = 1L;

    BadCallException(String message) {
        super(Quoted.line(message));
    }
}
