package org.openward.fhir.terminology.load;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.io.IOException;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.Submissions;
import org.openward.profiles.OperationNames;

/** The FHIR edge of loading. */
@FhirOperations
class LoadOperations {
    private final LoadRequests requests;
    private final Submissions submissions;

    LoadOperations(LoadRequests requests, Submissions submissions) {
        this.requests = requests;
        this.submissions = submissions;
    }

    /** The parameters are read from the request, whose body may be the file instead of them. */
    @Operation(
            name = "$load",
            typeName = "CodeSystem",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.CODE_SYSTEM_LOAD,
            manualRequest = true,
            manualResponse = true)
    public void load(
            @OperationParam(name = "system", min = 1) @Nullable UriType system,
            @OperationParam(name = "version") @Nullable StringType version,
            @OperationParam(name = "format") @Nullable CodeType format,
            @OperationParam(name = "file") @Nullable UriType file,
            ServletRequestDetails request)
            throws IOException {
        var plan = requests.take(request);
        requests.orDrop(
                plan, () -> submissions.take(request, Job.Kind.LOAD, plan.written(), job -> requests.begin(job, plan)));
    }
}
