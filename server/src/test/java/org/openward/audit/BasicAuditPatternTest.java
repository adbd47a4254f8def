package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Coding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Purpose;
import org.openward.tenancy.TenantId;

class BasicAuditPatternTest {
    @ParameterizedTest
    @CsvSource({
        "CREATE,create,anna,PatientCreate",
        "READ,read,anna,PatientRead",
        "READ,vread,,Read",
        "UPDATE,patch,anna,PatientUpdate",
        "DELETE,delete,,Delete",
        "EXECUTE,search-type,anna,PatientQuery",
        "EXECUTE,search-type,,Query"
    })
    void an_event_claims_the_pattern_that_it_follows(
            Action action, String interaction, String patient, String pattern) {
        var event = event(Entries.rest(action, interaction, new About("Observation", "o1", "3", patient)));

        assertThat(event.getMeta().getProfile())
                .extracting(CanonicalType::getValue)
                .containsExactly("https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit." + pattern);
        assertThat(event.getAction()).isEqualTo(AuditEventAction.fromCode(action.letter()));
    }

    @Test
    void a_read_tells_who_what_whose_and_in_which_request() {
        var event = event(Entries.reading("anna"));

        assertThat(event.getType().getCode()).isEqualTo("rest");
        assertThat(event.getSubtypeFirstRep().getCode()).isEqualTo("read");
        assertThat(event.getOutcome()).isEqualTo(AuditEventOutcome._0);
        assertThat(event.getAgent())
                .filteredOn(AuditEvent.AuditEventAgentComponent::getRequestor)
                .singleElement()
                .returns("nurse", AuditEvent.AuditEventAgentComponent::getName);
        assertThat(event.getAgent())
                .anyMatch(agent -> "10.0.0.7".equals(agent.getNetwork().getAddress()));
        assertThat(event.getEntity())
                .extracting(entity -> entity.getWhat().hasReference()
                        ? entity.getWhat().getReference()
                        : entity.getWhat().getIdentifier().getValue())
                .containsExactlyInAnyOrder("request-1", "Observation/o1/_history/3", "Patient/anna");
    }

    @Test
    void a_search_carries_the_request() {
        var line = "GET http://localhost/fhir/Patient?name=é";
        var search = new AuditEntry(
                Entries.nurse(),
                Deed.done(Activity.REST, Action.EXECUTE, "search-type"),
                new About("Patient", null, null, null),
                line);

        var query = event(search).getEntity().stream()
                .filter(AuditEvent.AuditEventEntityComponent::hasQuery)
                .findAny()
                .orElseThrow();

        assertThat(new String(query.getQuery(), StandardCharsets.UTF_8)).isEqualTo(line);
        assertThat(query.getRole().getCode()).isEqualTo("24");
    }

    @Test
    void it_says_what_the_record_was_used_for_if_that_is_known() {
        var reading = Entries.reading("anna");

        var event = event(reading.by(Entries.nurse().using(Purpose.BTG)));

        assertThat(event.getPurposeOfEventFirstRep().getCodingFirstRep())
                .returns("http://terminology.hl7.org/CodeSystem/v3-ActReason", Coding::getSystem)
                .returns("BTG", Coding::getCode);
        assertThat(event.getAgent())
                .filteredOn(AuditEvent.AuditEventAgentComponent::hasPurposeOfUse)
                .singleElement()
                .returns("nurse", AuditEvent.AuditEventAgentComponent::getName);
        assertThat(event(reading).hasPurposeOfEvent()).isFalse();
    }

    @Test
    void a_device_is_the_requestor_by_reference() {
        var device = new Caller(TenantId.DEFAULT, Caller.Kind.DEVICE, "Device/xn1000", "request-1", "10.0.0.9");
        var message =
                new AuditEntry(device, Deed.done(Activity.MESSAGE, Action.CREATE, "ORU^R01"), About.NOTHING, null);

        var event = event(message);

        assertThat(event.getAgentFirstRep().getWho().getReference()).isEqualTo("Device/xn1000");
        assertThat(event.getAgentFirstRep().getRequestor()).isTrue();
        assertThat(event.getType().getCode()).isEqualTo("receive");
        assertThat(event.getMeta().getProfile()).isEmpty();
    }

    @Test
    void a_refusal_says_why_and_claims_no_pattern() {
        var refused = new AuditEntry(
                Entries.nurse(),
                Deed.refused(Activity.REST, Action.READ, "read", "HTTP 403"),
                new About("Patient", "anna", null, null),
                null);

        var event = event(refused);

        assertThat(event.getOutcome()).isEqualTo(AuditEventOutcome._4);
        assertThat(event.getOutcomeDesc()).isEqualTo("HTTP 403");
        assertThat(event.getMeta().getProfile()).isEmpty();
    }

    private static AuditEvent event(AuditEntry entry) {
        return BasicAuditPattern.of(AuditRow.of(entry, Clock.systemUTC()));
    }
}
