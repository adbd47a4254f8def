package org.openward.fhir.bulk.export;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.StandardOperations;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.Submissions;
import org.openward.fhir.bulk.export.ExportPlan.Scope;

/** The FHIR edge of exports: of everything, of patients, of a group. */
@StandardOperations
public class ExportOperations {
    private static final String DEFINITIONS = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/";

    private final ExportPlans plans;
    private final Submissions submissions;

    ExportOperations(ExportPlans plans, Submissions submissions) {
        this.plans = plans;
        this.submissions = submissions;
    }

    @Operation(name = "$export", canonicalUrl = DEFINITIONS + "export", idempotent = true, manualResponse = true)
    public void exportEverything(ServletRequestDetails request) {
        export(request, Scope.EVERYTHING, null);
    }

    @Operation(
            name = "$export",
            canonicalUrl = DEFINITIONS + "patient-export",
            typeName = "Patient",
            idempotent = true,
            manualResponse = true)
    public void exportPatients(ServletRequestDetails request) {
        export(request, Scope.PATIENTS, null);
    }

    @Operation(
            name = "$export",
            canonicalUrl = DEFINITIONS + "group-export",
            typeName = "Group",
            idempotent = true,
            manualResponse = true)
    public void exportGroup(@IdParam IdType group, ServletRequestDetails request) {
        export(request, Scope.GROUP, group.getIdPart());
    }

    private void export(ServletRequestDetails request, Scope scope, @Nullable String group) {
        submissions.take(
                request, Job.Kind.EXPORT, plans.of(request, scope, group).written());
    }
}
