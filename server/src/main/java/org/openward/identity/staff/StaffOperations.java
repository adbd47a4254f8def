package org.openward.identity.staff;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.approvals.ApprovalAnswers;
import org.openward.fhir.FhirOperations;
import org.openward.identity.staff.StaffDesk.Factor;
import org.openward.profiles.OperationNames;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** What an administrator does with people's accounts, where this server keeps them itself. */
@FhirOperations
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class StaffOperations {
    private final StaffDesk desk;
    private final RoleGrants grants;

    StaffOperations(StaffDesk desk, RoleGrants grants) {
        this.desk = desk;
        this.grants = grants;
    }

    @Operation(
            name = "$invite",
            typeName = "Practitioner",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PRACTITIONER_INVITE)
    public IBaseResource invite(
            @OperationParam(name = "email", min = 1, max = 1) @Nullable StringType email,
            @OperationParam(name = "name", min = 1, max = 1) @Nullable StringType name,
            @OperationParam(name = "user-name", max = 1) @Nullable StringType userName,
            @OperationParam(name = "role") @Nullable List<CodeType> roles,
            @OperationParam(name = "practitioner", max = 1) @Nullable Reference practitioner,
            HttpServletRequest web,
            RequestDetails request) {
        var address = Asked.text(email);
        var invitation = new InvitePerson(
                userName == null ? address : Asked.text(userName),
                Asked.text(name),
                address,
                AskedRoles.of(roles),
                Asked.practitioner(practitioner));
        return grants.invite(invitation)
                .<IBaseResource>told(
                        welcome -> Answers.welcome(welcome, web), task -> ApprovalAnswers.awaited(request, task));
    }

    @Operation(
            name = "$set-roles",
            typeName = "Practitioner",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PRACTITIONER_SET_ROLES)
    public IBaseResource setRoles(
            @IdParam IdType practitioner,
            @OperationParam(name = "role") @Nullable List<CodeType> roles,
            RequestDetails request) {
        return grants.set(practitioner.getIdPart(), AskedRoles.of(roles))
                .<IBaseResource>told(Answers::roles, task -> ApprovalAnswers.awaited(request, task));
    }

    @Operation(
            name = "$reset-password",
            typeName = "Practitioner",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PRACTITIONER_RESET_PASSWORD)
    public Parameters resetPassword(
            @IdParam IdType practitioner,
            @OperationParam(name = "second-factor", max = 1) @Nullable BooleanType secondFactor,
            HttpServletRequest request) {
        var factor = secondFactor != null && secondFactor.booleanValue() ? Factor.REMOVED : Factor.KEPT;
        return Answers.welcome(desk.resetPassword(practitioner.getIdPart(), factor), request);
    }

    @Operation(
            name = "$deactivate",
            typeName = "Practitioner",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PRACTITIONER_DEACTIVATE)
    public Practitioner deactivate(
            @IdParam IdType practitioner,
            @OperationParam(name = "reason", min = 1, max = 1) @Nullable StringType reason) {
        return desk.deactivate(practitioner.getIdPart(), Asked.reason(reason));
    }

    @Operation(
            name = "$end-sessions",
            typeName = "Practitioner",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PRACTITIONER_END_SESSIONS)
    public Parameters endSessions(
            @IdParam IdType practitioner, @OperationParam(name = "session") @Nullable List<StringType> sessions) {
        return Answers.ended(desk.endSessions(practitioner.getIdPart(), Asked.sessions(sessions)));
    }

    @Operation(
            name = "$permissions",
            typeName = "Practitioner",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.PRACTITIONER_PERMISSIONS,
            idempotent = true)
    public Parameters permissions(@IdParam IdType practitioner) {
        return Answers.rights(desk.rights(practitioner.getIdPart()));
    }
}
