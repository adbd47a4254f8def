package org.openward.fhir.verbatim;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The records that one answer shows verbatim. HAPI encodes the answer with stand-ins that have an id, a meta and a mark
 * only; when it is written, the stored elements take each mark's place.
 */
final class VerbatimAnswer {
    private static final String KEY = VerbatimAnswer.class.getName();

    /** Nobody outside can guess it, so that no stored value passes for a mark. */
    private static final String MARK = "urn:uuid:" + UUID.randomUUID() + ":";

    /** The last element that HAPI writes of a stand-in, and one that every type has. */
    private static final String MARKED = ",\"implicitRules\":\"" + MARK;

    /** What others look into: a Binary for its content, the other two for the records in them. */
    private static final Set<String> LOOKED_INTO = Set.of("Binary", "Bundle", "Parameters");

    private final List<String> bodies = new ArrayList<>();

    private VerbatimAnswer() {}

    static VerbatimAnswer to(RequestDetails request) {
        return (VerbatimAnswer) request.getUserData().computeIfAbsent(KEY, none -> new VerbatimAnswer());
    }

    static Optional<VerbatimAnswer> ifAny(RequestDetails request) {
        return Optional.ofNullable((VerbatimAnswer) request.getUserData().get(KEY));
    }

    /** Whether that text, stored for a type, can stand in the answer as it is. */
    static boolean canShow(String type, @Nullable String json, String serverBase) {
        // HAPI shortens references to this server when it encodes.
        return json != null && canShow(type, json) && !json.contains(serverBase);
    }

    /** Whether that text, stored for a type, can stand as it is where nobody knows the address of this server. */
    static boolean canShow(String type, String json) {
        return json.startsWith(beginning(type))
                && !json.startsWith("\"meta\"", beginning(type).length())
                && !LOOKED_INTO.contains(type);
    }

    private static String beginning(String type) {
        return "{\"resourceType\":\"" + type + "\",";
    }

    /** Gives a stand-in, which has its id and meta already, the stored elements to show. */
    void show(Resource standIn, String json) {
        standIn.setImplicitRules(MARK + bodies.size());
        bodies.add(json);
        StoredBody.keep(standIn, json);
    }

    boolean isEmpty() {
        return bodies.isEmpty();
    }

    /** Writes what HAPI encoded, with each mark replaced. */
    void write(String encoded, Writer out) throws IOException {
        int written = 0;
        for (int mark = encoded.indexOf(MARKED); mark >= 0; mark = encoded.indexOf(MARKED, written)) {
            var number = mark + MARKED.length();
            var end = encoded.indexOf('"', number);
            var json = bodies.get(Integer.parseInt(encoded, number, end, 10));
            out.write(encoded, written, mark - written);
            var elements = json.indexOf(',');
            out.write(json, elements, json.length() - 1 - elements);
            written = end + 1;
        }
        out.write(encoded, written, encoded.length() - written);
    }
}
