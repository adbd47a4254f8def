package org.openward.fhir.bulk;

import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.method.BaseResourceReturningMethodBinding;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.openward.fhir.EarlyAnswer;
import org.springframework.stereotype.Component;

/** How bulk requests are answered; each answer is announced first, so that the audit has it before the client. */
@Component
class BulkAnswers {
    static final String STATUS = "$bulk-status";
    static final String FILE = "$bulk-file";
    static final String JOB = "job";
    static final String NUMBER = "file";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MOST_SECONDS_TO_WAIT = 10;

    private final BulkFiles files;
    private final Clock clock;

    BulkAnswers(BulkFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /** Whoever keeps an answer from leaving, such as an audit that cannot be written, refuses here. */
    void announce(ServletRequestDetails request, int status) {
        BaseResourceReturningMethodBinding.callOutgoingResponseHook(request, new ResponseDetails(status, null));
    }

    void taken(ServletRequestDetails request, UUID job) {
        var response = request.getServletResponse();
        response.setStatus(202);
        response.setHeader("Content-Location", address(request, STATUS, job));
    }

    void withdrawn(ServletRequestDetails request) {
        request.getServletResponse().setStatus(202);
    }

    void status(ServletRequestDetails request, BulkDesk.Found found) throws IOException {
        var response = request.getServletResponse();
        switch (found.job().status()) {
            case COMPLETE -> manifest(request, found);
            case FAILED -> EarlyAnswer.write(
                    response,
                    500,
                    "exception",
                    "The server failed to carry out this job and gave up. Tell its operator the id "
                            + found.job().id() + ".");
            default -> {
                response.setStatus(202);
                response.setHeader("X-Progress", progress(found));
                response.setHeader("Retry-After", String.valueOf(patience(found.job())));
            }
        }
    }

    private static String progress(BulkDesk.Found found) {
        return switch (found.job().kind()) {
            case EXPORT -> {
                var lines = found.files().stream().mapToLong(BulkFile::lines).sum();
                yield lines + " lines written, " + found.pagesLeft() + " pages listed and to come";
            }
            case IMPORT -> found.files().stream()
                            .mapToLong(file -> file.origin().stored())
                            .sum()
                    + " records stored";
            case INSTALL -> found.job().position() + " definitions stored";
            case LOAD -> found.job().position() + (found.job().stage() == 0 ? " facts read" : " codes arranged");
        };
    }

    /** The longer it takes, the less often it is worth to ask. */
    private long patience(Job job) {
        var age = Duration.between(job.created(), clock.instant()).toSeconds();
        return Math.max(1, Math.min(MOST_SECONDS_TO_WAIT, age / 5));
    }

    private static void manifest(ServletRequestDetails request, BulkDesk.Found found) throws IOException {
        var job = found.job();
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("transactionTime", job.time().toString());
        manifest.put("request", job.request());
        manifest.put("requiresAccessToken", true);
        manifest.put(
                "output",
                switch (job.kind()) {
                    case EXPORT, LOAD -> entries(request, found, BulkFile.Kind.OUTPUT);
                    case IMPORT, INSTALL -> inputs(found);
                });
        manifest.put("deleted", entries(request, found, BulkFile.Kind.DELETED));
        manifest.put("error", entries(request, found, BulkFile.Kind.ERROR));
        var response = request.getServletResponse();
        response.setStatus(200);
        response.setHeader("Expires", http(Objects.requireNonNull(job.expires())));
        response.setContentType("application/json");
        JSON.writeValue(response.getOutputStream(), manifest);
    }

    private static List<Map<String, Object>> entries(
            ServletRequestDetails request, BulkDesk.Found found, BulkFile.Kind kind) {
        return found.files().stream()
                .filter(file -> file.kind() == kind)
                .map(file -> entry(
                        // A line of a deletion file is a Bundle of what was deleted.
                        kind == BulkFile.Kind.DELETED ? "Bundle" : file.type(),
                        address(request, FILE, found.job().id()) + "&" + NUMBER + "=" + file.number(),
                        file.lines()))
                .toList();
    }

    /** Of each file that was brought in, how many of its lines became records. */
    private static List<Map<String, Object>> inputs(BulkDesk.Found found) {
        return found.files().stream()
                .filter(file -> file.kind() == BulkFile.Kind.INPUT)
                .map(file -> {
                    var entry = new LinkedHashMap<String, Object>();
                    entry.put("type", file.type());
                    entry.put("inputUrl", file.origin().source());
                    entry.put("count", file.origin().stored());
                    return (Map<String, Object>) entry;
                })
                .toList();
    }

    private static Map<String, Object> entry(String type, String url, long count) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("type", type);
        entry.put("url", url);
        entry.put("count", count);
        return entry;
    }

    private static String address(ServletRequestDetails request, String operation, UUID job) {
        return request.getServerBaseForRequest() + "/" + operation + "?" + JOB + "=" + job;
    }

    private static String http(Instant moment) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC));
    }

    void file(ServletRequestDetails request, UUID job, BulkFile file) throws IOException {
        var response = request.getServletResponse();
        response.setStatus(200);
        response.setContentType("application/fhir+ndjson");
        response.setHeader("Vary", "Accept-Encoding");
        if (request.isRespondGzip()) {
            response.setHeader("Content-Encoding", "gzip");
            response.setContentLengthLong(file.packed() + PackedFile.FRAME);
            PackedFile.writeGzip(files.chunks(job, file), response.getOutputStream());
        } else {
            response.setContentLengthLong(file.size());
            PackedFile.writeLines(files.chunks(job, file), response.getOutputStream());
        }
    }
}
