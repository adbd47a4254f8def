package org.openward.astm;

import java.util.ArrayList;
import java.util.List;
import org.openward.hl7v2.Field;

/**
 * What of a result field is the value.
 *
 * @param raw the value as it stands in the record
 * @param text its first repetition to be read
 * @param rest what else the field says, such as the call beside the number, or empty
 */
record ResultValue(String raw, String text, String rest) {

    /** @param component the one that the device puts its value into, or 0 */
    static ResultValue of(Field sent, int component) {
        List<String> parts = parts(sent);
        List<String> filled = parts.stream().filter(part -> !part.isEmpty()).toList();
        boolean chosen = component > 0
                && component <= parts.size()
                && !parts.get(component - 1).isEmpty();
        boolean repeated = sent.repetitions().size() > 1;
        boolean unclear = !chosen && filled.size() != 1;
        if (repeated || unclear) {
            return new ResultValue(sent.raw(), sent.text(), "");
        }
        String value = chosen ? parts.get(component - 1) : filled.get(0);
        List<String> others = new ArrayList<>(filled);
        others.remove(value);
        return new ResultValue(sent.notation().escape(value), value, String.join(" ", others));
    }

    private static List<String> parts(Field sent) {
        List<String> parts = new ArrayList<>();
        for (int component = 1; component <= sent.components(); component++) {
            parts.add(sent.component(component));
        }
        return parts;
    }
}
