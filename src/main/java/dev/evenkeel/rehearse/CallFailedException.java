package dev.evenkeel.rehearse;

/** A call over HTTP that got no usable answer; never leaves this package. */
final class CallFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    CallFailedException(String message) {
        super(message);
    }

    CallFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message, never null. */
    String message() {
        return String.valueOf(getMessage());
    }
}
