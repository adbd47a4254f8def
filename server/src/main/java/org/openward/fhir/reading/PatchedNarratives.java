package org.openward.fhir.reading;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.PrePatchDetails;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.openward.fhir.FhirInterceptor;

/** Looks into FHIRPath patches, which bring a narrative as a text that HAPI hands on to HL7's reader itself. */
@FhirInterceptor
@Interceptor
class PatchedNarratives {
    /** There is no way to a narrative's text without one of these words. */
    private static final Pattern WAY = Pattern.compile("div|children|descendants");

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_PREPATCH)
    public void require(PrePatchDetails patch) {
        if (patch.getFhirPatchBody() instanceof Parameters operations) {
            operations.getParameter().forEach(PatchedNarratives::require);
        }
    }

    private static void require(ParametersParameterComponent operation) {
        if (parts(operation).anyMatch(PatchedNarratives::leadsThere)) {
            parts(operation)
                    .filter(part -> part.hasValue() && part.getValue().isPrimitive())
                    .map(part -> String.valueOf(part.getValue().primitiveValue()))
                    .forEach(text -> SentNarratives.require(
                            NarrativeBrackets.escapedIn(text).forbidden()));
        }
    }

    private static Stream<ParametersParameterComponent> parts(ParametersParameterComponent part) {
        return Stream.concat(Stream.of(part), part.getPart().stream().flatMap(PatchedNarratives::parts));
    }

    private static boolean leadsThere(ParametersParameterComponent part) {
        var name = String.valueOf(part.getName());
        var isPlace = name.equals("path") || name.equals("name");
        return WAY.matcher(isPlace ? String.valueOf(part.getValue()) : name).find();
    }
}
