package dev.evenkeel.extender;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads JSON objects, and says what was found where something else was expected. */
final class JsonFields {
    /** Takes the value of one field; the parser is at its first token and has to be left at its last. */
    interface Reader {
        void read(String field, JsonParser json) throws IOException, BadCallException;
    }

    /** Takes one element of an array; as {@link Reader}. */
    interface ElementReader {
        void read(JsonParser json) throws IOException, BadCallException;
    }

    private JsonFields() {}

    /** Reads the object that the parser is at the start of; null is an object without fields. */
    static void read(JsonParser json, String what, Reader reader) throws IOException, BadCallException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(json, JsonToken.START_OBJECT, what, "an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            reader.read(field, json);
        }
    }

    /** Reads the array that the parser is at the start of; null is an empty one. */
    static void readArray(JsonParser json, String what, ElementReader reader) throws IOException, BadCallException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(json, JsonToken.START_ARRAY, what, "an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            reader.read(json);
        }
    }

    /** The string that the parser is at; null is the empty one, as in Go. */
    static String text(JsonParser json, String what) throws IOException, BadCallException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return "";
        }
        expect(json, JsonToken.VALUE_STRING, what, "a string");
        return json.getText();
    }

    /** The boolean that the parser is at; null is false, as in Go. */
    static boolean flag(JsonParser json, String what) throws BadCallException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw unexpected(json, what, "a boolean");
        };
    }

    /** The 64-bit number that the parser is at; null is 0, as in Go. */
    static long number(JsonParser json, String what) throws IOException, BadCallException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        expect(json, JsonToken.VALUE_NUMBER_INT, what, "a whole number");
        return json.getLongValue();
    }

    /** The 32-bit number that the parser is at; null is 0, as in Go. */
    static int wholeNumber(JsonParser json, String what) throws IOException, BadCallException {
        long number = number(json, what);
        if (number != (int) number) {
            throw new BadCallException(what + ": expected a number of 32 bits, found " + number);
        }
        return (int) number;
    }

    private static void expect(JsonParser json, JsonToken token, String what, String expected) throws BadCallException {
        if (json.currentToken() != token) {
            throw unexpected(json, what, expected);
        }
    }

    private static BadCallException unexpected(JsonParser json, String what, String expected) {
        return new BadCallException(what + ": expected " + expected + ", found " + describe(json.currentToken()));
    }

    private static String describe(@Nullable JsonToken token) {
        return switch (token) {
            case null -> "nothing";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> token.toString();
        };
    }
}
