package org.openward.fhir.bulk.load;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.openward.fhir.StandardOperations;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.Submissions;

/** The FHIR edge of imports. */
@StandardOperations
public class ImportOperations {
    private final ImportPlans plans;
    private final Submissions submissions;

    ImportOperations(ImportPlans plans, Submissions submissions) {
        this.plans = plans;
        this.submissions = submissions;
    }

    @Operation(name = "$import", manualResponse = true)
    public void bringIn(ServletRequestDetails request) {
        submissions.take(request, Job.Kind.IMPORT, plans.of(request).written());
    }
}
