package org.openward.reporting;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Binary;
import org.openward.fhir.FhirInterceptor;

/**
 * Sends a spreadsheet as the file that it is, unless the client accepts FHIR only. HAPI does so only for a request without a
 * Content-Type: it takes that header for a wish about the answer.
 */
@FhirInterceptor
@Interceptor
public class SpreadsheetAnswer {
    /** After the audit, which records an answer before it leaves. */
    private static final int LAST = 950;

    @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = LAST)
    public boolean send(IBaseResource answer, RequestDetails request, HttpServletResponse response) throws IOException {
        if (!(answer instanceof Binary file) || !isSpreadsheet(file, request) || wantsFhir(request)) {
            return true;
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(Spreadsheet.MEDIA_TYPE + ";charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"report.csv\"");
        response.getOutputStream().write(file.getData());
        return false;
    }

    private static boolean isSpreadsheet(Binary file, RequestDetails request) {
        return "$export-report".equals(request.getOperation()) && Spreadsheet.MEDIA_TYPE.equals(file.getContentType());
    }

    private static boolean wantsFhir(RequestDetails request) {
        return request.getParameters().containsKey("_format")
                || request.getHeaders("Accept").stream()
                        .anyMatch(accepted -> accepted.matches("(?i).*(json|xml|fhir).*"));
    }
}
