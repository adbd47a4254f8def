package org.openward.astm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Segment;

/** One HL7 segment while it is filled from a record; each field remembers where it came from. */
final class SegmentLine {
    private final String name;
    private final AstmRecord record;
    private final List<String> fields = new ArrayList<>();
    private final Map<Integer, Integer> origins = new HashMap<>();

    SegmentLine(String name, AstmRecord record) {
        this.name = name;
        this.record = record;
    }

    String name() {
        return name;
    }

    /** A field as it stands in the record, with its repetitions and components. */
    SegmentLine take(int field, int origin) {
        return put(field, record.field(origin).raw(), origin);
    }

    /** A field of one plain text. */
    SegmentLine say(int field, String text, int origin) {
        return put(field, record.notation().escape(text), origin);
    }

    /** A field of several components, each a plain text. */
    SegmentLine say(int field, List<String> components, int origin) {
        List<String> written =
                components.stream().map(record.notation()::escape).toList();
        return put(field, String.join(String.valueOf(record.notation().component()), written), origin);
    }

    /** A field that is written already. */
    SegmentLine put(int field, String raw, int origin) {
        while (fields.size() < field) {
            fields.add("");
        }
        fields.set(field - 1, raw);
        origins.put(field, origin);
        return this;
    }

    /** A field of which only the first component is meant. */
    SegmentLine sayFirst(int field, Field sent, int origin) {
        return say(field, sent.component(1), origin);
    }

    Segment segment(int occurrence) {
        Map<Integer, Integer> from = Map.copyOf(origins);
        AstmRecord source = record;
        return Segment.translated(
                name,
                occurrence,
                record.notation(),
                fields,
                field -> new Place(source.type(), source.occurrence(), from.getOrDefault(field, 0)));
    }
}
