package org.openward.fhir.bulk.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Which records FHIR counts as a patient's own, and by which references they are. */
@Component
class PatientCompartment {
    static final String PATIENT = "Patient";

    private final FhirContext context;
    private final ISearchParamRegistry searchParameters;

    PatientCompartment(FhirContext context, ISearchParamRegistry searchParameters) {
        this.context = context;
        this.searchParameters = searchParameters;
    }

    /** Whether a record of that type can be a patient's, or is one. */
    boolean holds(String type) {
        return PATIENT.equals(type) || !parameters(type).isEmpty();
    }

    /** The paths, as the FHIR store names them in its links, from a record of that type to the patient whose it is. */
    List<String> paths(String type) {
        return parameters(type).stream()
                .map(parameter -> searchParameters.getActiveSearchParam(
                        type, parameter.getName(), SearchParamLookupContextEnum.INDEX))
                .filter(Objects::nonNull)
                .flatMap(parameter -> parameter.getPathsSplit().stream())
                .map(String::strip)
                .filter(path -> path.startsWith(type + "."))
                .distinct()
                .toList();
    }

    private List<RuntimeSearchParam> parameters(String type) {
        return context.getResourceDefinition(type).getSearchParamsForCompartmentName(PATIENT);
    }
}
