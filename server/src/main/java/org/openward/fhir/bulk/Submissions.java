package org.openward.fhir.bulk;

import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Takes a job from a request that was understood and allowed, and tells where it can be asked for. */
@Component
public class Submissions {
    private final BulkDesk desk;
    private final BulkWorkers workers;
    private final BulkAnswers answers;

    Submissions(BulkDesk desk, BulkWorkers workers, BulkAnswers answers) {
        this.desk = desk;
        this.workers = workers;
        this.answers = answers;
    }

    /**
     * Answers the request when the job is safe.
     *
     * @param plan what the work reads again
     */
    public void take(ServletRequestDetails request, Job.Kind kind, String plan) {
        take(request, kind, plan, job -> {});
    }

    /**
     * As {@link #take(ServletRequestDetails, Job.Kind, String)}. The transaction is over before the audit is asked for, which needs a
     * connection of its own.
     *
     * @param alongside what else is written down in the transaction that takes the job, or refuses it
     */
    public void take(ServletRequestDetails request, Job.Kind kind, String plan, Consumer<UUID> alongside) {
        var job = desk.begin(kind, request.getCompleteUrl(), plan, alongside);
        announce(request, job);
        answers.taken(request, job);
        workers.jobCame();
    }

    /** Takes a job that nobody asked for in a request, on the server's own account. */
    public void takeOfServer(Job.Kind kind, String request, String plan, Consumer<UUID> alongside) {
        desk.begin(kind, request, plan, alongside);
        workers.jobCame();
    }

    /** What cannot be written down in the audit trail is not done. */
    private void announce(ServletRequestDetails request, UUID job) {
        try {
            answers.announce(request, 202);
        } catch (RuntimeException unannounced) {
            desk.withdraw(job);
            throw unannounced;
        }
    }
}
