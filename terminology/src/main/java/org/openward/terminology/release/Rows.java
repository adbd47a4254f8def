package org.openward.terminology.release;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;

/** A text of rows and columns, read row by row. */
final class Rows implements AutoCloseable {
    private static final int LONGEST_ROW = 1_000_000;
    private static final int MOST_COLUMNS = 1_000;
    private static final int END = -1;

    /** Separates nothing, since it ends the row. */
    private static final char WHOLE = '\n';

    private final String name;
    private final Reader text;
    private final char separator;
    private final boolean isQuoted;
    private final char[] buffer = new char[1 << 16];
    private final StringBuilder value = new StringBuilder();
    private final List<String> row = new ArrayList<>();
    private final Map<String, Integer> columns = new HashMap<>();
    private int filled;
    private int place;
    private int length;
    private long number;

    private Rows(String name, Reader text, char separator) {
        this.name = ReleaseFile.last(name);
        this.text = text;
        this.separator = separator;
        this.isQuoted = separator == ',' || separator == ';';
    }

    /** Columns between tabs, the first row of which names them. */
    static Rows tabs(ReleaseFile file, String name) throws IOException {
        return new Rows(name, file.text(name), '\t').headed();
    }

    /** Columns between bars, without names. */
    static Rows bars(ReleaseFile file, String name) throws IOException {
        return new Rows(name, file.text(name), '|');
    }

    /** Whole lines, in columns of so many characters. */
    static Rows lines(ReleaseFile file, String name) throws IOException {
        return new Rows(name, file.text(name), WHOLE);
    }

    /** Columns between commas, semicolons or tabs, with names in the first row and quotation marks where they are needed (RFC 4180). */
    static Rows table(ReleaseFile file, String name) throws IOException {
        var separator = ',';
        try (var first = lines(file, name)) {
            var names = first.next() ? first.at(0) : "";
            var semicolons = StringUtils.countMatches(names, ';');
            var tabs = StringUtils.countMatches(names, '\t');
            if (Math.max(semicolons, tabs) > StringUtils.countMatches(names, ',')) {
                separator = semicolons > tabs ? ';' : '\t';
            }
        }
        return new Rows(name, file.text(name), separator).headed();
    }

    private Rows headed() throws IOException {
        if (next()) {
            for (int column = 0; column < row.size(); column++) {
                columns.putIfAbsent(row.get(column).strip().toLowerCase(Locale.ROOT), column);
            }
        }
        return this;
    }

    /** What the text is called. */
    String name() {
        return name;
    }

    /** The names of the columns, in lower case. */
    Map<String, Integer> columns() {
        return columns;
    }

    /** Refuses a text without one of these columns. */
    Rows with(String... names) {
        for (var wanted : names) {
            if (!columns.containsKey(wanted.toLowerCase(Locale.ROOT))) {
                throw new BadRelease("%s has no column %s.".formatted(name.isEmpty() ? "The file" : name, wanted));
            }
        }
        return this;
    }

    /** Goes to the next row that is not empty. */
    boolean next() throws IOException {
        do {
            if (!read()) {
                return false;
            }
        } while (row.size() == 1 && row.get(0).isBlank());
        return true;
    }

    private boolean read() throws IOException {
        row.clear();
        value.setLength(0);
        length = 0;
        number++;
        var first = character();
        if (first == '\ufeff' && number == 1) {
            first = character();
        }
        if (first == END) {
            return false;
        }
        for (int next = first; ; next = character()) {
            if (next == END || next == '\n') {
                endValue();
                return true;
            }
            if (next == separator) {
                endValue();
            } else if (next == '"' && isQuoted && value.isEmpty()) {
                quoted();
            } else if (next != '\r') {
                add(next);
            }
        }
    }

    /** Until the mark that ends it; two marks are one. */
    private void quoted() throws IOException {
        for (int next = character(); next != END; next = character()) {
            if (next == '"') {
                if (peek() != '"') {
                    return;
                }
                character();
            }
            add(next);
        }
        throw bad("a quotation mark that is never closed");
    }

    private void add(int character) {
        if (character == 0) {
            throw bad("a NUL character");
        }
        if (++length > LONGEST_ROW) {
            throw bad("more than %,d characters".formatted(LONGEST_ROW));
        }
        value.append((char) character);
    }

    private void endValue() {
        if (row.size() >= MOST_COLUMNS) {
            throw bad("more than %,d columns".formatted(MOST_COLUMNS));
        }
        row.add(value.toString());
        value.setLength(0);
    }

    private BadRelease bad(String what) {
        return new BadRelease("Row %d of %s has %s.".formatted(number, name.isEmpty() ? "the file" : name, what));
    }

    private int character() throws IOException {
        var next = peek();
        if (next != END) {
            place++;
        }
        return next;
    }

    private int peek() throws IOException {
        if (place == filled) {
            filled = text.read(buffer);
            place = 0;
            if (filled <= 0) {
                filled = 0;
                return END;
            }
        }
        return buffer[place];
    }

    /** The value in a column, counted from 0; empty behind the last. */
    String at(int column) {
        return column < row.size() ? row.get(column) : "";
    }

    /** The value in a column of that name, if it has any. */
    Optional<String> value(String column) {
        var there = columns.get(column.toLowerCase(Locale.ROOT));
        return there == null
                ? Optional.empty()
                : Optional.of(at(there)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** The value that must be in a column of that name. */
    String needed(String column) {
        return value(column).orElseThrow(() -> bad("nothing in the column " + column));
    }

    /** Refuses a row that is cut off. */
    void require(int least) {
        if (row.size() < least) {
            throw bad("only %d columns instead of %d".formatted(row.size(), least));
        }
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
