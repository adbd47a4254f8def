package org.openward.hl7v2.changes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Change.Put;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.StatementMapping;

/** Puts what a message says besides its records, in OBX, as observations of its patient. */
final class Statements {
    private final Reader reader;
    private final Map<BusinessIdentity, Integer> occurrences = new HashMap<>();

    Statements(Reader reader) {
        this.reader = reader;
    }

    /**
     * The link of what one segment became. One without a code stays in the stored message.
     *
     * @param whole what the statement belongs to: the same of the same is the same again
     */
    Optional<String> put(Segment sent, List<Segment> notes, List<String> whole) {
        BusinessIdentity identity = identity(sent, whole);
        return new StatementMapping(reader.reading())
                .read(sent, notes, identity, () -> reader.time(reader.header(), 7))
                .map(observation -> {
                    reader.say(sent);
                    notes.forEach(reader::say);
                    reader.put(new Put(observation, identity, Existence.MAY_BE_NEW, Set.of(), presumed(sent)));
                    return identity.link();
                });
    }

    /** A vital sign without a time of its own is not taken anew because it is told again. */
    private static Set<String> presumed(Segment sent) {
        return sent.text(14).isEmpty() ? Set.of("effective") : Set.of();
    }

    private BusinessIdentity identity(Segment sent, List<String> whole) {
        Field code = sent.field(3);
        List<String> parts = new ArrayList<>(whole);
        parts.addAll(List.of(DiagnosisMapping.code(code), code.component(3), sent.text(4), sent.text(14)));
        BusinessIdentity first = BusinessIdentity.of(reader.system("observations"), parts);
        int occurrence = occurrences.merge(first, 1, Integer::sum);
        if (occurrence == 1) {
            return first;
        }
        parts.add(String.valueOf(occurrence));
        return BusinessIdentity.of(reader.system("observations"), parts);
    }
}
