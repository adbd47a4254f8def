package org.openward.registration;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;

/** Merging patients and taking it back. */
@FhirOperations
class MergeOperations {
    private final MergeDesk desk;

    MergeOperations(MergeDesk desk) {
        this.desk = desk;
    }

    @Operation(
            name = "$merge",
            typeName = "Patient",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PATIENT_MERGE)
    public Parameters merge(
            @OperationParam(name = "source-patient", max = 1) @Nullable Reference source,
            @OperationParam(name = "source-patient-identifier", max = OperationParam.MAX_UNLIMITED) @Nullable List<Identifier> sourceIdentifiers,
            @OperationParam(name = "target-patient", max = 1) @Nullable Reference target,
            @OperationParam(name = "target-patient-identifier", max = OperationParam.MAX_UNLIMITED) @Nullable List<Identifier> targetIdentifiers,
            @OperationParam(name = "preview", max = 1) @Nullable BooleanType preview,
            @OperationParam(name = "delete-source", max = 1) @Nullable BooleanType deleteSource) {
        var named = new NamedPatients(source, sourceIdentifiers, target, targetIdentifiers);
        var asked = MergeAnswer.checked(named, deleteSource).command(desk);
        return MergeAnswer.isSet(preview)
                ? MergeAnswer.previewed(desk.preview(asked))
                : MergeAnswer.merged(desk.merge(asked));
    }

    @Operation(
            name = "$hapi.fhir.undo-merge",
            typeName = "Patient",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PATIENT_UNDO_MERGE)
    public Parameters undo(
            @OperationParam(name = "source-patient", max = 1) @Nullable Reference source,
            @OperationParam(name = "source-patient-identifier", max = OperationParam.MAX_UNLIMITED) @Nullable List<Identifier> sourceIdentifiers,
            @OperationParam(name = "target-patient", max = 1) @Nullable Reference target,
            @OperationParam(name = "target-patient-identifier", max = OperationParam.MAX_UNLIMITED) @Nullable List<Identifier> targetIdentifiers) {
        desk.undo(new NamedPatients(source, sourceIdentifiers, target, targetIdentifiers).command(desk));
        return MergeAnswer.undone();
    }
}
