package org.openward.provisioning;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.Idempotency;
import org.openward.profiles.OperationNames;
import org.openward.tenancy.Tenant;

/** What the operator of the server does with tenants, as FHIR clients call it. */
@FhirOperations
class TenantOperations {
    private static final int LONGEST_REASON = 500;

    private final TenantDesk desk;
    private final Idempotency idempotency;

    TenantOperations(TenantDesk desk, Idempotency idempotency) {
        this.desk = desk;
        this.idempotency = idempotency;
    }

    @Operation(name = "$provision-tenant", canonicalUrl = OperationNames.CANONICAL + OperationNames.PROVISION_TENANT)
    public Parameters provision(
            @OperationParam(name = "id", min = 1, max = 1) @Nullable CodeType id,
            @OperationParam(name = "name", min = 1, max = 1) @Nullable StringType name,
            @OperationParam(name = "timeZone", min = 1, max = 1) @Nullable CodeType timeZone,
            @OperationParam(name = "currency", min = 1, max = 1) @Nullable CodeType currency,
            RequestDetails request) {
        var command = ProvisionTenant.of(text(id), text(name), text(timeZone), text(currency));
        return idempotency.once(request, () -> described(desk.open(command), new BooleanType(false)));
    }

    @Operation(name = "$suspend-tenant", canonicalUrl = OperationNames.CANONICAL + OperationNames.SUSPEND_TENANT)
    public Parameters suspend(
            @OperationParam(name = "id", min = 1, max = 1) @Nullable CodeType id,
            @OperationParam(name = "reason", min = 1, max = 1) @Nullable StringType reason) {
        return described(desk.suspend(text(id), why(reason)), new BooleanType(true));
    }

    @Operation(name = "$resume-tenant", canonicalUrl = OperationNames.CANONICAL + OperationNames.RESUME_TENANT)
    public Parameters resume(
            @OperationParam(name = "id", min = 1, max = 1) @Nullable CodeType id,
            @OperationParam(name = "reason", min = 1, max = 1) @Nullable StringType reason) {
        return described(desk.resume(text(id), why(reason)), new BooleanType(false));
    }

    private static Parameters described(Tenant tenant, BooleanType suspended) {
        var answer = new Parameters();
        answer.addParameter("id", new CodeType(tenant.id().value()));
        answer.addParameter("name", new StringType(tenant.name()));
        answer.addParameter("suspended", suspended);
        return answer;
    }

    private static String why(@Nullable StringType reason) {
        var why = text(reason).strip();
        if (why.isEmpty() || why.length() > LONGEST_REASON) {
            throw TenantRefused.malformed("reason", "1 to " + LONGEST_REASON + " characters");
        }
        return why;
    }

    private static String text(@Nullable PrimitiveType<String> given) {
        return given == null || given.getValue() == null ? "" : given.getValue();
    }
}
