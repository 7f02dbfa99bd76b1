package dev.evenkeel.extender;

/**
 * Why a request is refused before it reaches the arbiter.
 *
 * @param status the HTTP status that it is answered with
 * @param message what was wrong and what was expected, fit for a log and a JSON string
 */
record Refused(int status, String message) {
    Refused {
        message = Quoted.line(message);
    }
}
