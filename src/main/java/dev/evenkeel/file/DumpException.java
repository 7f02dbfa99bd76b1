package dev.evenkeel.file;

/**
 * A dump that cannot be used. The message is one line for whoever named the file: which file, document and object, what
 * is wrong and what was expected.
 */
public final class DumpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DumpException(String message) {
        // Without a cause: the message is complete, and a search for the root cause ends here.
        super(message);
    }
}
