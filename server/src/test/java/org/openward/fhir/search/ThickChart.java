package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.openward.testing.FhirClient;

/** A patient with five problems, four reports and seven results on each of them, every one with another code. */
record ThickChart(String patient, String number, String family) {
    private static final String CODES = "http://example.org/chart";
    private static final String NUMBERS = "http://example.org/number";
    private static final String PROBLEM = "problem-";
    private static final String RESULT = "result-";
    private static final int RESULT_ASKED_FOR = 13;
    private static final int PROBLEMS = 5;
    private static final int REPORTS = 4;
    private static final int RESULTS_OF_A_REPORT = 7;

    static ThickChart writtenBy(FhirClient client) {
        var own = UUID.randomUUID().toString();
        var family = "Thick" + own.substring(0, 8);
        assertThat(client.transact(bundle(own, family)).status()).isEqualTo(200);
        var patient =
                client.search("Patient?family=" + family).getEntryFirstRep().getResource();
        return new ThickChart(patient.getIdElement().getIdPart(), own, family);
    }

    /** So many more of the code that the searches name, of nobody. */
    static void moreResults(int number, FhirClient client) {
        IntStream.range(0, number).forEach(any -> client.create(result(new Reference(), RESULT_ASKED_FOR)));
    }

    /** The search for that chart. */
    String named(String search) {
        return search.replace("[patient]", patient)
                .replace("[number]", NUMBERS + "%7C" + number)
                .replace("[family]", family)
                .replace("[code]", CODES + "%7C" + RESULT + RESULT_ASKED_FOR)
                .replace("[problem]", CODES + "%7C" + PROBLEM + 3)
                .replace("[rare]", CODES + "%7C" + PROBLEM + number);
    }

    void ask(String wanted, FhirClient client) {
        assertThat(client.get("/" + named(wanted)).status()).isEqualTo(200);
    }

    /** Sends a patient with that number, who is there already. */
    void sendAgain(FhirClient client) {
        var anew = new Patient();
        anew.addName().setFamily("Again");
        assertThat(client.post("/Patient", anew, "If-None-Exist", named("identifier=[number]"))
                        .status())
                .isEqualTo(200);
    }

    private static Bundle bundle(String own, String family) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        var patient = entry(bundle, patient(own, family));
        entry(bundle, problem(entry(bundle, patient("Rare" + own, "Rare")), own));
        IntStream.range(0, PROBLEMS).forEach(problem -> entry(bundle, problem(patient, problem)));
        for (int report = 0; report < REPORTS; report++) {
            var first = report * RESULTS_OF_A_REPORT;
            var paper = report(patient);
            IntStream.range(first, first + RESULTS_OF_A_REPORT)
                    .forEach(result -> paper.addResult(entry(bundle, result(patient, result))));
            entry(bundle, paper);
        }
        return bundle;
    }

    private static Reference entry(Bundle bundle, Resource resource) {
        resource.getMeta().addTag(CODES, "chart", null);
        var name = "urn:uuid:" + UUID.randomUUID();
        bundle.addEntry()
                .setFullUrl(name)
                .setResource(resource)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl(resource.fhirType());
        return new Reference(name);
    }

    private static Patient patient(String own, String family) {
        var patient = new Patient().setBirthDateElement(new DateType("1990-06-15"));
        patient.addIdentifier().setSystem(NUMBERS).setValue(own);
        patient.addName().setFamily(family).addGiven("Anna");
        return patient;
    }

    private static Condition problem(Reference patient, Object number) {
        return new Condition().setSubject(patient).setCode(code(PROBLEM + number));
    }

    private static Observation result(Reference patient, int number) {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setSubject(patient)
                .setCode(code(RESULT + number))
                .setEffective(new DateTimeType("2020-03-%02dT08:00:00Z".formatted(number + 1)));
    }

    private static DiagnosticReport report(Reference patient) {
        return new DiagnosticReport()
                .setStatus(DiagnosticReportStatus.PRELIMINARY)
                .setSubject(patient)
                .setCode(code("report"))
                .setEffective(new DateTimeType("2020-03-01T08:00:00Z"));
    }

    private static CodeableConcept code(String code) {
        return new CodeableConcept(new Coding(CODES, code, null));
    }
}
