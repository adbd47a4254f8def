package org.openward.interfaceengine.outbound.letters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.fhir.FhirStore;
import org.openward.fhir.changes.Change;
import org.openward.fhir.contents.LargeContents;
import org.openward.fhir.verbatim.RecordVersions;
import org.openward.hl7v2.writing.CannotBeWritten;
import org.openward.hl7v2.writing.ResultsToTell;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.springframework.stereotype.Component;

/**
 * What a message says besides the record that it begins with, as far as whoever named the destination may see it. They are
 * found by searches, since a read that finds nothing would undo the open transaction.
 */
@Component
class RelatedRecords {
    private static final int DEEPEST_PANEL = 3;

    private final FhirStore fhir;
    private final RecordVersions versions;
    private final StandingRights rights;

    RelatedRecords(FhirStore fhir, RecordVersions versions, StandingRights rights) {
        this.fhir = fhir;
        this.versions = versions;
        this.rights = rights;
    }

    /** The report with its results: all of them, or it is not told. */
    ResultsToTell of(DiagnosticReport report, KeptGrant grant) throws CannotBeWritten {
        return new ResultsToTell(
                whole(report.copy(), grant),
                patient(report.getSubject(), grant),
                first(ServiceRequest.class, report.getBasedOn(), grant).orElse(null),
                results(report, grant),
                visible(ofType(Specimen.class, report.getSpecimen()), grant),
                encounter(report.getEncounter(), grant).orElse(null));
    }

    Patient patient(Reference reference, KeptGrant grant) throws CannotBeWritten {
        return first(Patient.class, List.of(reference), grant)
                .orElseThrow(() -> new CannotBeWritten(
                        "The record is about no patient here whom the one who named the destination may see."));
    }

    Optional<Encounter> encounter(Reference reference, KeptGrant grant) {
        return first(Encounter.class, List.of(reference), grant);
    }

    Optional<Specimen> specimen(List<Reference> references, KeptGrant grant) {
        return first(Specimen.class, references, grant);
    }

    /** The version before that change. */
    <T extends Resource> Optional<T> before(Change change, Class<T> type) {
        return change.version() < 2
                ? Optional.empty()
                : versions.find(change.type(), change.id(), change.version() - 1)
                        .filter(type::isInstance)
                        .map(type::cast);
    }

    private List<Observation> results(DiagnosticReport report, KeptGrant grant) throws CannotBeWritten {
        var results = new LinkedHashMap<String, Observation>();
        List<Reference> wanted = report.getResult();
        for (int depth = 0; depth < DEEPEST_PANEL && !wanted.isEmpty(); depth++) {
            var found = ofType(Observation.class, wanted);
            if (visible(found, grant).size() != wanted.size()) {
                throw new CannotBeWritten("The report names results that are not here, or that the one who named the "
                        + "destination may not see.");
            }
            for (var result : found) {
                results.putIfAbsent(name(result), whole(result, grant));
            }
            wanted = found.stream()
                    .flatMap(result -> result.getHasMember().stream())
                    .filter(member -> !results.containsKey(name(member)))
                    .toList();
        }
        return List.copyOf(results.values());
    }

    /** With the contents of its documents and pictures that lie beside it. */
    private <T extends Resource> T whole(T record, KeptGrant grant) throws CannotBeWritten {
        for (var attachment : LargeContents.attachments(record).toList()) {
            var id = LargeContents.idOf(attachment);
            if (id.isPresent()) {
                var content = visible(fhir.search(Binary.class, "_id=" + id.get()), grant).stream()
                        .findFirst()
                        .orElseThrow(() -> new CannotBeWritten("The report has a document that is not here, or that the"
                                + " one who named the destination may not see."));
                attachment.setUrl(null).setData(content.getData());
            }
        }
        return record;
    }

    private static String name(Resource record) {
        var id = record.getIdElement().getIdPart();
        return id == null ? "" : id.replace("#", "");
    }

    private static String name(Reference reference) {
        var id = reference.getReferenceElement().getIdPart();
        return id == null ? "" : id.replace("#", "");
    }

    private <T extends Resource> Optional<T> first(Class<T> type, List<Reference> references, KeptGrant grant) {
        return visible(ofType(type, references), grant).stream().findFirst();
    }

    private <T extends Resource> List<T> visible(List<T> records, KeptGrant grant) {
        return records.stream().filter(record -> rights.sees(grant, record)).toList();
    }

    /** In the order of the references; a contained record is there already. */
    private <T extends Resource> List<T> ofType(Class<T> type, List<Reference> references) {
        var stored = stored(type, references);
        var found = new ArrayList<T>();
        for (var reference : references) {
            if (type.isInstance(reference.getResource())) {
                found.add(type.cast(reference.getResource()));
            } else {
                Optional.ofNullable(stored.get(name(reference))).ifPresent(found::add);
            }
        }
        return found;
    }

    private <T extends Resource> Map<String, T> stored(Class<T> type, List<Reference> references) {
        var ids = references.stream()
                .filter(reference -> type.getSimpleName()
                        .equals(reference.getReferenceElement().getResourceType()))
                .map(RelatedRecords::name)
                .distinct()
                .collect(Collectors.joining(","));
        return ids.isEmpty()
                ? Map.of()
                : fhir.search(type, "_id=" + ids).stream()
                        .collect(Collectors.toMap(RelatedRecords::name, record -> record, (one, same) -> one));
    }
}
