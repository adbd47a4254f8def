package org.openward.audit;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.IdType;

/** Whose records a stored JSON text shows, found without reading it into its elements. */
final class PatientsInStoredBody {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern WHERE = Pattern.compile("\\.where\\(.*\\)");

    private final FhirContext context;
    private final Map<String, Place> places = new ConcurrentHashMap<>();

    PatientsInStoredBody(FhirContext context) {
        this.context = context;
    }

    SortedSet<String> in(String type, String json) {
        var patients = new TreeSet<String>();
        // Most types that name no patient need no closer look.
        if (json.contains("Patient/")) {
            try (var parser = JSON.createParser(json)) {
                parser.nextToken();
                places.computeIfAbsent(type, this::ofType).collect(parser, patients);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        return patients;
    }

    /** Where a record of that type names a patient whose record it belongs to. */
    private Place ofType(String type) {
        var definition = context.getResourceDefinition(type);
        var top = new Place();
        Stream.concat(
                        definition.getSearchParamsForCompartmentName("Patient").stream(),
                        PatientsTouched.PATIENT_PARAMETERS.stream().map(definition::getSearchParam))
                .filter(Objects::nonNull)
                .map(RuntimeSearchParam::getPathsSplit)
                .flatMap(paths -> paths.stream())
                .map(path -> WHERE.matcher(path).replaceAll("").trim())
                .filter(path -> path.startsWith(type + "."))
                .forEach(path -> top.add(path.substring(type.length() + 1)));
        return top;
    }

    /** An element on the way to a reference, or the one that has it. */
    private static final class Place {
        private final Map<String, Place> below = new HashMap<>();
        private boolean isReference;

        void add(String path) {
            var at = this;
            for (var element : path.split("\\.", -1)) {
                at = at.below.computeIfAbsent(element, none -> new Place());
            }
            at.isReference = true;
        }

        /** Leaves the parser at the end of the object or array where it stands. */
        void collect(JsonParser parser, SortedSet<String> patients) throws IOException {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    collect(parser, patients);
                }
            } else if (parser.currentToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    collectField(parser, patients);
                }
            }
        }

        private void collectField(JsonParser parser, SortedSet<String> patients) throws IOException {
            var name = parser.currentName();
            parser.nextToken();
            var place = below.get(name);
            if (place != null) {
                place.collect(parser, patients);
            } else if (isReference && "reference".equals(name)) {
                add(new IdType(parser.getText()), patients);
            } else {
                parser.skipChildren();
            }
        }

        private static void add(IdType target, SortedSet<String> patients) {
            var id = target.getIdPart();
            if ("Patient".equals(target.getResourceType()) && id != null) {
                patients.add(id);
            }
        }
    }
}
