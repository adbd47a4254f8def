package org.openward.identity.caregivers;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UrlType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.identity.accounts.InvitationLink;
import org.openward.identity.caregivers.InviteCaregiver.Factor;
import org.openward.profiles.OperationNames;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** What the front desk does about the accounts of relatives, where this server keeps them itself. */
@FhirOperations
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class CaregiverOperations {
    private final CaregiverDesk desk;
    private final MeterRegistry meters;

    CaregiverOperations(CaregiverDesk desk, MeterRegistry meters) {
        this.desk = desk;
        this.meters = meters;
    }

    @Operation(
            name = "$invite",
            typeName = "RelatedPerson",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.RELATED_PERSON_INVITE)
    public Parameters invite(
            @IdParam IdType relative,
            @OperationParam(name = "user-name", max = 1) @Nullable StringType userName,
            @OperationParam(name = "second-factor", max = 1) @Nullable BooleanType secondFactor,
            HttpServletRequest web) {
        var factor = secondFactor != null && secondFactor.booleanValue() ? Factor.REMOVED : Factor.KEPT;
        var named = Optional.ofNullable(userName).map(StringType::getValue).map(String::strip);
        var account = desk.invite(new InviteCaregiver(relative.getIdPart(), named, factor));
        meters.counter("openward.accounts.invitations", "kind", "caregiver").increment();
        var answer = new Parameters()
                .addParameter("related-person", new Reference(CaregiverDesk.record(relative.getIdPart())))
                .addParameter("user-name", account.userName());
        account.link().ifPresent(link -> answer.addParameter("link", new UrlType(InvitationLink.of(link.secret(), web)))
                .addParameter("expires", new InstantType(Date.from(link.expires()))));
        return answer;
    }
}
