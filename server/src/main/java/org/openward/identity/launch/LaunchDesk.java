package org.openward.identity.launch;

import java.util.Optional;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.FhirStore;
import org.openward.fhir.ResourceNotFound;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.openward.tenancy.Acting;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/** Opens the context that an EHR hands to an app which it starts. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class LaunchDesk {
    private final FhirStore records;
    private final LaunchContexts contexts;
    private final RegisteredClientRepository clients;
    private final StandingRights rights;

    LaunchDesk(FhirStore records, LaunchContexts contexts, RegisteredClientRepository clients, StandingRights rights) {
        this.rights = rights;
        this.records = records;
        this.contexts = contexts;
        this.clients = clients;
    }

    LaunchContexts.Opened open(OpenLaunch launch) {
        var client = clients.findByClientId(launch.client());
        if (client == null || !client.getScopes().contains("launch")) {
            throw LaunchRefused.byRule(
                    "No app with that client id may be started by an EHR; it needs the scope launch.");
        }
        var encounter = launch.encounter().map(id -> visible(launch.caller(), Encounter.class, id));
        var patient = encounter
                .map(LaunchDesk::patientOf)
                .or(launch::patient)
                .map(id -> visible(launch.caller(), Patient.class, id)
                        .getIdElement()
                        .getIdPart())
                .orElseThrow();
        if (launch.patient().filter(named -> !named.equals(patient)).isPresent()) {
            throw LaunchRefused.byRule("The encounter is not one of this patient's.");
        }
        return contexts.open(
                client.getClientId(),
                new LaunchContext(
                        Acting.tenant(),
                        patient,
                        encounter.map(one -> one.getIdElement().getIdPart()),
                        launch.needsPatientBanner()));
    }

    /** What the caller may not see is not there for him. */
    private <T extends Resource> T visible(KeptGrant caller, Class<T> type, String id) {
        return records.find(type, id)
                .filter(record -> rights.mayRead(caller, record))
                .orElseThrow(() -> new ResourceNotFound(type.getSimpleName(), id));
    }

    private static String patientOf(Encounter encounter) {
        return Optional.ofNullable(encounter.getSubject().getReferenceElement())
                .filter(subject -> "Patient".equals(subject.getResourceType()))
                .map(subject -> subject.getIdPart())
                .orElseThrow(() -> LaunchRefused.byRule("The encounter has no patient of this hospital."));
    }
}
