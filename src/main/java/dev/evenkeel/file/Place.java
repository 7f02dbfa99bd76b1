package dev.evenkeel.file;

/**
 * Where in a dump something stands.
 *
 * @param document counted from 1
 * @param item counted from 1 within a list; 0 if it is not in one
 */
record Place(String file, int document, int item) {
    Place inItem(int number) {
        return new Place(file, document, number);
    }

    DumpException error(String message) {
        return new DumpException(this + ": " + message);
    }

    @Override
    public String toString() {
        return file + ", document " + document + (item == 0 ? "" : ", item " + item);
    }
}
