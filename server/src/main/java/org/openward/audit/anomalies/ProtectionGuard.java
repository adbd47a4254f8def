package org.openward.audit.anomalies;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;

/**
 * Nobody who looks at protected patients takes their label off before views are judged by it. Labels are kept beside a record and not with its
 * versions; an update leaves them there, unless a header of HAPI asks for what the update says and no more.
 */
@FhirGuard
@Interceptor
public class ProtectionGuard {
    private static final String AS_THE_UPDATE_SAYS = "X-Meta-Snapshot-Mode";

    private final AnomalySettings settings;

    ProtectionGuard(AnomalySettings settings) {
        this.settings = settings;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(IBaseResource before, IBaseResource after, @Nullable RequestDetails request) {
        if (before instanceof Patient known
                && after instanceof Patient changed
                && settings.isVip(known)
                && !settings.isVip(changed)
                && isByAPerson()
                && asksForLabelsAsTheyAreSaid(request)) {
            throw new ProtectionStays();
        }
    }

    private static boolean isByAPerson() {
        return Acting.ifAny()
                .filter(caller -> caller.kind() == Caller.Kind.PERSON)
                .isPresent();
    }

    private static boolean asksForLabelsAsTheyAreSaid(@Nullable RequestDetails request) {
        List<String> asked = request == null ? null : request.getHeaders(AS_THE_UPDATE_SAYS);
        return !Objects.requireNonNullElse(asked, List.of()).isEmpty();
    }
}
