package org.openward.fhir.search.oracle;

import java.util.List;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ValueSet;

/** A small hospital whose records say what they say in every way that FHIR allows; the same each time. */
final class AwkwardRecords {
    /** Names with signs that databases take for something else. */
    private static final List<String> SIGNS = List.of("A_1", "AB1", "5% off", "5x off", "Back\\slash", "Backslash");

    private final AwkwardValues values = new AwkwardValues();
    private final AwkwardFindings findings = new AwkwardFindings(values);
    private final Coding mark;
    private final Bundle bundle = new Bundle().setType(BundleType.TRANSACTION);

    /**
     * Records that can be told from all others.
     *
     * @param mark the tag of each
     */
    AwkwardRecords(Coding mark) {
        this.mark = mark;
    }

    Bundle bundle() {
        add(5, this::organization);
        add(26, this::patient);
        add(14, this::encounter);
        add(44, findings::observation);
        add(16, findings::condition);
        add(12, findings::prescription);
        add(10, findings::report);
        add(10, findings::immunization);
        add(16, findings::risk);
        add(10, this::valueSet);
        SIGNS.forEach(sign -> add(1, () -> named(sign)));
        return bundle;
    }

    private void add(int number, Supplier<? extends Resource> made) {
        AwkwardValues.times(number, () -> {
            var record = made.get();
            record.getMeta().addTag(mark.copy());
            bundle.addEntry()
                    .setFullUrl(values.keep(record.fhirType()))
                    .setResource(record)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl(record.fhirType());
        });
    }

    private Organization organization() {
        return new Organization()
                .setName(values.of(AwkwardValues.PLACES) + " Hospital")
                .addAlias(values.of(AwkwardValues.FAMILIES))
                .setActive(values.either())
                .addIdentifier(values.identifier());
    }

    private static Patient named(String family) {
        var patient = new Patient();
        patient.addName().setFamily(family);
        return patient;
    }

    private Patient patient() {
        var patient = new Patient().addIdentifier(values.identifier());
        patient.addName()
                .setFamily(values.of(AwkwardValues.FAMILIES))
                .addGiven(values.of(AwkwardValues.GIVENS))
                .addGiven(values.of(AwkwardValues.GIVENS))
                .addPrefix("Dr.");
        if (values.often()) {
            patient.addName()
                    .setText(values.of(AwkwardValues.GIVENS) + " " + values.of(AwkwardValues.FAMILIES))
                    .setFamily(values.of(AwkwardValues.FAMILIES));
        }
        if (values.often()) {
            patient.addAddress()
                    .setCity(values.of(AwkwardValues.PLACES))
                    .addLine(values.of(AwkwardValues.PLACES))
                    .addLine("Floor " + values.below(3))
                    .setDistrict(values.of(AwkwardValues.PLACES))
                    .setState("NRW")
                    .setPostalCode("5066" + values.below(10))
                    .setCountry("DE");
        }
        if (values.often()) {
            patient.setGender(values.of(List.of(AdministrativeGender.values()).subList(0, 4)));
        }
        if (values.often()) {
            patient.setBirthDateElement(new DateType(values.of(AwkwardValues.DATES)));
        }
        if (values.seldom()) {
            patient.setDeceased(
                    values.either()
                            ? new BooleanType(values.either())
                            : new DateTimeType(values.of(AwkwardValues.TIMES)));
        }
        if (values.often()) {
            patient.addTelecom()
                    .setSystem(ContactPoint.ContactPointSystem.PHONE)
                    .setValue("+49 221 " + values.below(50));
            patient.addTelecom()
                    .setSystem(ContactPoint.ContactPointSystem.EMAIL)
                    .setValue("a" + values.below(9) + "@example.org");
        }
        if (values.either()) {
            patient.setActive(values.either()).setManagingOrganization(values.to("Organization"));
        }
        patient.addCommunication()
                .setLanguage(new CodeableConcept()
                        .addCoding(new Coding("urn:ietf:bcp:47", values.of(List.of("de", "de-AT", "en")), null)));
        return patient;
    }

    private Encounter encounter() {
        var encounter = new Encounter()
                .setStatus(values.of(List.of(
                        Encounter.EncounterStatus.PLANNED,
                        Encounter.EncounterStatus.ARRIVED,
                        Encounter.EncounterStatus.CANCELLED)))
                .setClass_(new Coding(
                        "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                        values.of(List.of("AMB", "IMP", "EMER")),
                        "Visit"))
                .setSubject(values.to("Patient"));
        if (values.often()) {
            encounter.setPeriod(values.period());
        }
        if (values.often()) {
            encounter.setLength((Duration) values.measured(
                    new Duration(), List.of("90", "1.5", "60", "36", "2", "0.5"), List.of("min", "h", "d")));
        }
        if (values.often()) {
            encounter.addType(values.concept()).addType(values.concept()).setServiceProvider(values.to("Organization"));
        }
        return encounter;
    }

    private ValueSet valueSet() {
        var path = values.of(List.of("sets", "sets/a", "sets/a/b", "sets/ab", "Sets/a"));
        var valueSet = new ValueSet()
                .setStatus(values.of(List.of(PublicationStatus.DRAFT, PublicationStatus.RETIRED)))
                .setUrl("http://example.org/" + mark.getCode() + "/" + path)
                .setVersion(String.valueOf(bundle.getEntry().size()))
                .setName(values.of(AwkwardValues.FAMILIES))
                .setTitle(values.of(AwkwardValues.PLACES))
                .setDescription("About " + values.of(AwkwardValues.PLACES));
        valueSet.getCompose()
                .addInclude()
                .setSystem(values.of(List.of(AwkwardValues.LOINC, AwkwardValues.LOCAL, AwkwardValues.LOCAL + "/more")))
                .addConcept()
                .setCode(values.of(List.of("a", "b")));
        if (values.often()) {
            valueSet.setDateElement(new DateTimeType(values.of(AwkwardValues.DATES)));
            valueSet.addUseContext()
                    .setCode(new Coding(
                            "http://terminology.hl7.org/CodeSystem/usage-context-type",
                            values.of(List.of("age", "focus")),
                            null))
                    .setValue(
                            values.either() ? values.quantity() : values.either() ? values.range() : values.concept());
        }
        return valueSet;
    }
}
