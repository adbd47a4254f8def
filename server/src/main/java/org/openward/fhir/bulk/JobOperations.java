package org.openward.fhir.bulk;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.io.IOException;
import java.util.UUID;
import org.openward.fhir.StandardOperations;

/** Tells a submitter how his bulk job stands, hands its files out, and withdraws it. */
@StandardOperations
public class JobOperations {
    private final BulkDesk desk;
    private final BulkWorkers workers;
    private final BulkAnswers answers;

    JobOperations(BulkDesk desk, BulkWorkers workers, BulkAnswers answers) {
        this.desk = desk;
        this.workers = workers;
        this.answers = answers;
    }

    @Operation(name = BulkAnswers.STATUS, idempotent = true, deleteEnabled = true, manualResponse = true)
    public void status(ServletRequestDetails request) throws IOException {
        var job = job(request);
        if (request.getRequestType() == RequestTypeEnum.DELETE) {
            withdraw(request, job);
        } else {
            var found = desk.find(job);
            answers.announce(request, 200);
            answers.status(request, found);
        }
    }

    private void withdraw(ServletRequestDetails request, UUID job) {
        desk.find(job);
        answers.announce(request, 202);
        desk.withdraw(job);
        answers.withdrawn(request);
        workers.jobChanged();
    }

    @Operation(name = BulkAnswers.FILE, idempotent = true, manualResponse = true)
    public void file(ServletRequestDetails request) throws IOException {
        var job = job(request);
        var number = parameter(request, BulkAnswers.NUMBER);
        var file = desk.file(job, number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0);
        answers.announce(request, 200);
        answers.file(request, job, file);
    }

    private static UUID job(ServletRequestDetails request) {
        try {
            return UUID.fromString(parameter(request, BulkAnswers.JOB));
        } catch (IllegalArgumentException none) {
            throw new NoSuchJob();
        }
    }

    private static String parameter(ServletRequestDetails request, String name) {
        var values = request.getParameters().getOrDefault(name, new String[0]);
        return values.length == 1 ? values[0] : "";
    }
}
