package org.openward.hl7v2.writing;

import java.util.ArrayList;
import java.util.List;

/** One segment as it is written: its name and its fields, counted from 1 as in the standard. */
final class Line {
    private final String name;
    private final List<String> fields = new ArrayList<>();

    Line(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** @param written the field in the notation of the message */
    Line put(int field, String written) {
        while (fields.size() < field) {
            fields.add("");
        }
        fields.set(field - 1, written);
        return this;
    }

    boolean isEmpty() {
        return fields.stream().allMatch(String::isEmpty);
    }

    @Override
    public String toString() {
        var last = fields.size();
        while (last > 0 && fields.get(last - 1).isEmpty()) {
            last--;
        }
        return last == 0 ? name : name + "|" + String.join("|", fields.subList(0, last));
    }
}
