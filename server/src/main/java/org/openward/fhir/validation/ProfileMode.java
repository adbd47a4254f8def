package org.openward.fhir.validation;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.HashMap;
import org.hl7.fhir.r4.model.Parameters;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;

/**
 * Takes {@code mode=profile} of {@code $validate} at types and records (FHIR R4, resource-validation-mode), which HAPI does not know: it
 * asks for what no mode asks for, so it is left out. HAPI does not find a profile either that is named in Parameters: it becomes one that is
 * named in the address, and the record that comes along the whole body.
 */
@FhirInterceptor
@Interceptor
class ProfileMode {
    private static final String MODE = "mode";
    private static final String PROFILE = "profile";
    private static final String PARAMETERS = "Parameters";

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void leaveOut(RequestDetails request) {
        if ("$validate".equals(request.getOperation()) && request.getResourceName() != null) {
            if (request.getRequestType() == RequestTypeEnum.POST
                    && !request.getResourceName().equals(PARAMETERS)) {
                unwrap(request);
            }
            ask(request, MODE, value(request, MODE));
        }
    }

    private static @Nullable String value(RequestDetails request, String name) {
        return ValidateOperation.value(new Parameters(), request, name);
    }

    private static void ask(RequestDetails request, String name, @Nullable String value) {
        var asked = new HashMap<>(request.getParameters());
        if (value == null || (name.equals(MODE) && value.equals(PROFILE))) {
            asked.remove(name);
        } else {
            asked.put(name, new String[] {value});
        }
        request.setParameters(asked);
    }

    private static void unwrap(RequestDetails request) {
        var body = new String(request.loadRequestContents(), request.getCharset());
        var encoding = EncodingEnum.detectEncodingNoDefault(body);
        if (encoding == null || !body.contains(PARAMETERS) || !body.contains(PROFILE)) {
            return;
        }
        try {
            if (encoding.newParser(request.getFhirContext()).parseResource(body) instanceof Parameters asked) {
                unwrap(asked, encoding, request);
            }
        } catch (DataFormatException unreadable) {
            // HAPI says where.
            return;
        }
    }

    private static void unwrap(Parameters asked, EncodingEnum encoding, RequestDetails request) {
        var mode = ValidateOperation.value(asked, request, MODE);
        var profile = ValidateOperation.value(asked, request, PROFILE);
        if (profile == null && !PROFILE.equals(mode)) {
            return;
        }
        ask(request, MODE, mode);
        ask(request, PROFILE, profile);
        var record = ValidateOperation.resource(asked);
        request.setRequestContents(encoding.newParser(request.getFhirContext())
                .encodeResourceToString(record == null ? new Parameters() : record)
                .getBytes(request.getCharset()));
    }
}
