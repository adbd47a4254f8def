package org.openward.interfaceengine;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Task;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;

/** What a person can ask of the edge to analyzers. */
@FhirOperations
class InterfaceOperations {
    private final ReplayDesk desk;

    InterfaceOperations(ReplayDesk desk) {
        this.desk = desk;
    }

    @Operation(
            name = "$replay",
            typeName = "Task",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.TASK_REPLAY)
    public Task replay(@IdParam IdType task) {
        return desk.replay(task.getIdPart());
    }
}
