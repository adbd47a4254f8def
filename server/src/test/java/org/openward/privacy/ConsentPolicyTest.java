package org.openward.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.privacy.PrivateClinic.aConsent;
import static org.openward.privacy.PrivateClinic.deny;
import static org.openward.privacy.PrivateClinic.to;

import java.time.Instant;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.fhir.disclosure.Reader;
import org.openward.tenancy.Caller;

class ConsentPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Reader NURSE =
            new Reader(Caller.Kind.PERSON, "asha", "Practitioner/7", null, Reader.Purpose.CARE);
    private static final Reader EXPORT = new Reader(Caller.Kind.CLIENT, "research", null, null, Reader.Purpose.EXPORT);

    private final Patient patient = (Patient) new Patient().setId("Patient/1");

    @Test
    void a_denied_type_is_hidden_and_no_other() {
        var consent = aConsent(patient, deny("Condition"));

        assertThat(hides(consent, new Condition(), NURSE)).isTrue();
        assertThat(hides(consent, new Observation(), NURSE)).isFalse();
    }

    @Test
    void a_denial_speaks_of_the_people_it_names() {
        var byName = aConsent(patient, to("asha", deny("Condition")));
        var byRecord = aConsent(patient, toActor("Practitioner/7", deny("Condition")));
        var another = aConsent(patient, toActor("Practitioner/8", deny("Condition")));

        assertThat(hides(byName, new Condition(), NURSE)).isTrue();
        assertThat(hides(byRecord, new Condition(), NURSE)).isTrue();
        assertThat(hides(another, new Condition(), NURSE)).isFalse();
    }

    @Test
    void a_person_whose_record_nobody_names_may_be_meant() {
        var somebody = new Reader(Caller.Kind.PERSON, "ravi", null, null, Reader.Purpose.CARE);
        var consent = aConsent(patient, toActor("Practitioner/7", deny("Condition")));

        assertThat(hides(consent, new Condition(), somebody)).isTrue();
        assertThat(hides(consent, new Condition(), EXPORT)).isFalse();
    }

    @Test
    void what_cannot_be_judged_counts_for_the_patient() {
        var denied = aConsent(patient, toActor("Organization/1", deny("Condition")));
        var permitted = aConsent(patient, deny("Condition"));
        permitted
                .getProvision()
                .getProvisionFirstRep()
                .addProvision(toActor("Organization/1", rule(ConsentProvisionType.PERMIT)));

        assertThat(hides(denied, new Condition(), NURSE)).isTrue();
        assertThat(hides(permitted, new Condition(), NURSE)).isTrue();
    }

    @Test
    void an_exception_to_a_denial_permits() {
        var consent = aConsent(patient);
        consent.getPolicyRule().getCodingFirstRep().setCode("OPTOUT");
        consent.getProvision().addProvision(to("asha", rule(ConsentProvisionType.PERMIT)));
        var other = new Reader(Caller.Kind.PERSON, "ravi", null, null, Reader.Purpose.CARE);

        assertThat(hides(consent, new Condition(), NURSE)).isFalse();
        assertThat(hides(consent, new Condition(), other)).isTrue();
    }

    @Test
    void denial_wins_over_permission_of_the_same_rank() {
        var consent = aConsent(patient, rule(ConsentProvisionType.PERMIT), deny("Condition"));

        assertThat(hides(consent, new Condition(), NURSE)).isTrue();
    }

    @Test
    void who_the_patient_is_stays_known_unless_he_names_that_too() {
        var everything = aConsent(patient, rule(ConsentProvisionType.DENY));

        assertThat(hides(everything, new Condition(), NURSE)).isTrue();
        assertThat(hides(everything, patient, NURSE)).isFalse();
        assertThat(hides(aConsent(patient, deny("Patient")), patient, NURSE)).isTrue();
    }

    @Test
    void a_rule_counts_from_its_first_moment_to_the_end_of_its_last_day() {
        assertThat(hides(inPeriod("2026-11-22", "2026-11-22"), new Condition(), NURSE))
                .isTrue();
        assertThat(hides(inPeriod("2026-11", "2026-11"), new Condition(), NURSE))
                .isTrue();
        assertThat(hides(inPeriod("2026-11-23", null), new Condition(), NURSE)).isFalse();
        assertThat(hides(inPeriod(null, "2026-11-21"), new Condition(), NURSE)).isFalse();
    }

    @Test
    void a_purpose_tells_care_from_taking_records_out() {
        var research = aConsent(patient, withPurpose("HRESCH"));
        var treatment = aConsent(patient, withPurpose("TREAT"));

        assertThat(hides(research, new Condition(), NURSE)).isFalse();
        assertThat(hides(research, new Condition(), EXPORT)).isTrue();
        assertThat(hides(treatment, new Condition(), NURSE)).isTrue();
        assertThat(hides(treatment, new Condition(), EXPORT)).isFalse();
    }

    @Test
    void a_rule_can_speak_of_labels_codes_and_categories() {
        var label = new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", null);
        var labelled = new Condition();
        labelled.getMeta().addSecurity(label);
        var coded = new Condition().setCode(new CodeableConcept(new Coding("http://snomed.info/sct", "1", null)));
        var filed = new Observation().addCategory(new CodeableConcept(new Coding("urn:category", "lab", null)));

        assertThat(hides(aConsent(patient, rule(ConsentProvisionType.DENY).addSecurityLabel(label)), labelled, NURSE))
                .isTrue();
        assertThat(hides(aConsent(patient, rule(ConsentProvisionType.DENY).addSecurityLabel(label)), coded, NURSE))
                .isFalse();
        assertThat(hides(aConsent(patient, rule(ConsentProvisionType.DENY).addCode(coded.getCode())), coded, NURSE))
                .isTrue();
        assertThat(hides(
                        aConsent(
                                patient,
                                rule(ConsentProvisionType.DENY).addClass_(new Coding("urn:category", "lab", null))),
                        filed,
                        NURSE))
                .isTrue();
    }

    @Test
    void collecting_is_not_showing() {
        var rule = deny("Condition");
        rule.addAction().addCoding().setCode("collect");

        assertThat(hides(aConsent(patient, rule), new Condition(), NURSE)).isFalse();
    }

    @Test
    void only_an_active_privacy_consent_is_a_directive() {
        var consent = aConsent(patient, deny("Condition"));
        var research = aConsent(patient, deny("Condition"));
        research.getScope().getCodingFirstRep().setCode("research");

        assertThat(ConsentPolicy.isDirective(consent)).isTrue();
        assertThat(ConsentPolicy.isDirective(consent.copy().setStatus(ConsentState.DRAFT)))
                .isFalse();
        assertThat(ConsentPolicy.isDirective(research)).isFalse();
    }

    private Consent inPeriod(@Nullable String start, @Nullable String end) {
        var rule = deny("Condition");
        if (start != null) {
            rule.getPeriod().setStartElement(new DateTimeType(start));
        }
        if (end != null) {
            rule.getPeriod().setEndElement(new DateTimeType(end));
        }
        return aConsent(patient, rule);
    }

    private static ProvisionComponent withPurpose(String purpose) {
        return deny("Condition")
                .addPurpose(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", purpose, null));
    }

    private static ProvisionComponent rule(ConsentProvisionType type) {
        return new ProvisionComponent().setType(type);
    }

    private static ProvisionComponent toActor(String reference, ProvisionComponent rule) {
        rule.addActor().setReference(new Reference(reference));
        return rule;
    }

    private static boolean hides(Consent consent, Resource record, Reader reader) {
        return new ConsentPolicy(consent, NOW).hides(record, reader);
    }
}
