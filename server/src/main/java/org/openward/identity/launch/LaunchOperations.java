package org.openward.identity.launch;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;
import org.openward.security.StandingRights;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** What an EHR asks before it starts an app. */
@FhirOperations
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class LaunchOperations {
    private final LaunchDesk desk;
    private final StandingRights rights;

    LaunchOperations(LaunchDesk desk, StandingRights rights) {
        this.desk = desk;
        this.rights = rights;
    }

    @Operation(name = "$smart-launch", canonicalUrl = OperationNames.CANONICAL + OperationNames.SMART_LAUNCH)
    public Parameters launch(
            @OperationParam(name = "client", min = 1, max = 1) @Nullable StringType client,
            @OperationParam(name = "patient", max = 1) @Nullable Reference patient,
            @OperationParam(name = "encounter", max = 1) @Nullable Reference encounter,
            @OperationParam(name = "need-patient-banner", max = 1) @Nullable BooleanType banner,
            RequestDetails request) {
        var opened = desk.open(new OpenLaunch(
                client == null || client.getValue() == null ? "" : client.getValue(),
                id("Patient", patient),
                id("Encounter", encounter),
                banner == null || banner.booleanValue(),
                rights.of(request).orElseThrow()));
        return new Parameters()
                .addParameter("launch", new StringType(opened.ticket()))
                .addParameter("expires", new InstantType(Date.from(opened.until())));
    }

    private static Optional<String> id(String type, @Nullable Reference given) {
        if (given == null || given.isEmpty()) {
            return Optional.empty();
        }
        var reference = given.getReferenceElement();
        if (!type.equals(reference.getResourceType()) || !reference.hasIdPart() || reference.isAbsolute()) {
            throw LaunchRefused.because("Name the " + type + " as a reference such as " + type + "/12.");
        }
        return Optional.of(reference.getIdPart());
    }
}
