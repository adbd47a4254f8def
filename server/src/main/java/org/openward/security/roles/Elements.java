package org.openward.security.roles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;

/** What search parameters look at, and whom a record is about. */
final class Elements {
    private static final String PATIENT = "Patient";
    private static final Pattern RESOLVES_TO = Pattern.compile("resolve\\(\\) is (\\w+)");
    private static final Pattern PLAIN = Pattern.compile("\\(?([A-Z]\\w+(?:\\.[a-z]\\w*)+?)(?:\\.where\\(.*)?\\)?");

    /** The usual names of the parameter that leads to a record's patient, the better one first. */
    private static final List<String> TO_THE_PATIENT = List.of("patient", "subject");

    private final FhirContext fhir;
    private final ISearchParamRegistry searchParameters;
    private final RolePolicy policy;

    Elements(FhirContext fhir, ISearchParamRegistry searchParameters, RolePolicy policy) {
        this.fhir = fhir;
        this.searchParameters = searchParameters;
        this.policy = policy;
    }

    static Optional<String> onlyTarget(RuntimeSearchParam parameter) {
        var only = RESOLVES_TO.matcher(parameter.getPath());
        return only.find() ? Optional.of(only.group(1)) : Optional.empty();
    }

    /** The first elements under a type that a parameter looks at; none where that cannot be said. */
    Set<String> of(String type, String parameter) {
        var element = Pattern.compile("\\b" + type + "\\.(\\w+)");
        return paths(type, parameter).stream()
                .flatMap(path -> element.matcher(path).results())
                .map(found -> found.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<String> paths(String type, String parameter) {
        var known = searchParameters.getActiveSearchParam(type, parameter, SearchParamLookupContextEnum.SEARCH);
        return known == null ? List.of() : known.getPathsSplitForResourceType(type);
    }

    /** The parameters that lead from records of a type to their patients. */
    List<String> toPatients(String type) {
        return policy.patients(type).orElseGet(() -> TO_THE_PATIENT.stream()
                .filter(name -> !paths(type, name).isEmpty())
                .limit(1)
                .toList());
    }

    /** The ids of the patients that a record is about. */
    Set<String> patients(IBaseResource record) {
        var type = record.fhirType();
        if (type.equals(PATIENT)) {
            return Stream.ofNullable(record.getIdElement().getIdPart()).collect(Collectors.toUnmodifiableSet());
        }
        return toPatients(type).stream()
                .flatMap(parameter -> references(record, parameter))
                .filter(id -> PATIENT.equals(id.getResourceType()))
                .map(IdType::getIdPart)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The records of this server that a parameter leads to. */
    Stream<IdType> references(IBaseResource record, String parameter) {
        return paths(record.fhirType(), parameter).stream()
                .map(PLAIN::matcher)
                .filter(path -> path.matches())
                .flatMap(path -> fhir.newTerser().getValues(record, path.group(1), Reference.class).stream())
                .map(reference -> new IdType(reference.getReference()))
                .filter(id -> id.hasResourceType() && id.hasIdPart() && !id.isAbsolute());
    }

    /** The codes in the concepts that a parameter looks at. */
    Stream<String> codes(IBaseResource record, String parameter) {
        return paths(record.fhirType(), parameter).stream()
                .map(PLAIN::matcher)
                .filter(path -> path.matches())
                .flatMap(path -> fhir.newTerser().getValues(record, path.group(1), CodeableConcept.class).stream())
                .flatMap(concept -> concept.getCoding().stream())
                .map(coding -> coding.hasCode() ? coding.getCode() : "");
    }

    boolean namesAPatient(IBaseResource record) {
        return record.fhirType().equals(PATIENT)
                || fhir.newTerser().getAllResourceReferences(record).stream()
                        .map(found -> new IdType(found.getResourceReference()
                                .getReferenceElement()
                                .getValue()))
                        .anyMatch(id -> PATIENT.equals(id.getResourceType()));
    }
}
