package org.openward.privacy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.openward.tenancy.TenantId;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;

/** A clinic of its own, where patients keep things to themselves; no other test notices. */
public final class PrivateClinic {
    static final String BASE = "/fhir/private-clinic";

    private final Hospital hospital;
    private final FhirClient office;
    private final FhirClient nurse;

    public PrivateClinic(Hospital hospital) {
        this.hospital = hospital;
        hospital.clinic(new TenantId("private-clinic"));
        this.office = FhirClient.withToken(
                hospital.root(), BASE, "records-office", "records-office-secret", "system/*.cruds");
        this.nurse = FhirClient.withToken(hospital.root(), BASE, "ward-nurse", "ward-nurse-secret", "system/*.cruds");
    }

    /** Files records and Consents. */
    public FhirClient office() {
        return office;
    }

    /** Reads records. */
    public FhirClient nurse() {
        return nurse;
    }

    /** Somebody who works there and signed in, with a token that says that besides. */
    FhirClient somebody(Map<String, Object> claims) {
        var all = new HashMap<String, Object>(Map.of("sub", "maria", "tenants", List.of("private-clinic")));
        all.putAll(claims);
        return hospital.withClaims(BASE, all);
    }

    public Patient aPatient() {
        var patient = new Patient();
        patient.addName().setFamily("Private");
        return office.create(patient);
    }

    public Condition aConditionOf(Patient patient) {
        return office.create(new Condition()
                .setSubject(reference(patient))
                .setCode(new CodeableConcept().setText("condition " + UUID.randomUUID())));
    }

    /** The patient's will that those rules hold. */
    public static Consent aConsent(Patient patient, ProvisionComponent... rules) {
        var consent = new Consent().setStatus(ConsentState.ACTIVE).setPatient(reference(patient));
        consent.getScope()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/consentscope")
                .setCode("patient-privacy");
        consent.addCategory().addCoding().setSystem("http://loinc.org").setCode("59284-0");
        consent.getPolicyRule()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/v3-ActCode")
                .setCode("OPTIN");
        for (var rule : rules) {
            consent.getProvision().addProvision(rule);
        }
        return consent;
    }

    /** Nobody sees records of that type. */
    public static ProvisionComponent deny(String type) {
        return new ProvisionComponent()
                .setType(ConsentProvisionType.DENY)
                .addClass_(new Coding("http://hl7.org/fhir/resource-types", type, null));
    }

    /** Of that client or person alone does the rule speak. */
    public static ProvisionComponent to(String subject, ProvisionComponent rule) {
        var who = new Reference();
        who.getIdentifier().setValue(subject);
        return to(who, rule);
    }

    /** Of that one alone does the rule speak. */
    static ProvisionComponent to(Reference who, ProvisionComponent rule) {
        rule.addActor()
                .setRole(new CodeableConcept(
                        new Coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", null)))
                .setReference(who);
        return rule;
    }

    static Reference reference(Resource record) {
        return new Reference(name(record));
    }

    static String name(Resource record) {
        return record.fhirType() + "/" + id(record);
    }

    static String id(Resource record) {
        return record.getIdElement().getIdPart();
    }
}
