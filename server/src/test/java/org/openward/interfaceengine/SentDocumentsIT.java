package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.aName;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.fhir.contents.LargeContents;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Documents and pictures that messages bring, small and large. */
@HospitalTest
class SentDocumentsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LARGE = "%PDF-1.4 " + "page ".repeat(LargeContents.LONGEST_WITHIN / 4);
    private static final String CORRECTED = LARGE + "corrected";
    private static final String SMALL = "%PDF-1.4 a page";

    private final Hospital hospital;
    private final FhirClient fhir;
    private final String number = "P" + UUID.randomUUID().toString().substring(0, 13);

    SentDocumentsIT(Hospital hospital) {
        this.hospital = hospital;
        this.fhir = hospital.asDemo();
    }

    @Test
    void a_large_document_lies_beside_its_record_and_is_as_open_as_that() {
        var his = HospitalSystem.that(hospital, fhir, "registrations", "documents");
        register(his);

        send(his, "T02", SMALL, LARGE);
        send(his, "T02", SMALL, LARGE);

        var document = theDocument(his);
        var small = document.getContent().get(0).getAttachment();
        var large = document.getContent().get(1).getAttachment();
        var address = "/" + large.getUrl();
        assertThat(document.getMeta().getVersionId()).isEqualTo("1");
        assertThat(small.getData()).asString(StandardCharsets.UTF_8).isEqualTo(SMALL);
        assertThat(large.hasData()).isFalse();
        assertThat(large.getContentType()).isEqualTo("application/pdf");
        assertThat(large.getSize()).isEqualTo(LARGE.length());
        assertThat(contentOf(large)).isEqualTo(LARGE);
        assertThat(fhir.get(address, "Accept", "application/fhir+json")
                        .resource(Binary.class)
                        .getSecurityContext()
                        .getReference())
                .isEqualTo("DocumentReference/" + document.getIdElement().getIdPart());
        assertThat(statusOf(address, "system/Binary.r")).isEqualTo(404);
        assertThat(statusOf(address, "system/Binary.r system/DocumentReference.r?status=superseded"))
                .isEqualTo(404);
        assertThat(statusOf(address, "system/Binary.r system/DocumentReference.r"))
                .isEqualTo(200);
        assertThat(hospital.asClinicB().get(address).status()).isEqualTo(404);
    }

    @Test
    void a_changed_document_is_a_new_version_and_what_stayed_the_same_is_not_stored_again() {
        var his = HospitalSystem.that(hospital, fhir, "registrations", "documents");
        register(his);
        send(his, "T02", LARGE, SMALL);
        var first = theDocument(his).getContentFirstRep().getAttachment();

        send(his, "T08", LARGE, CORRECTED);

        var second = theDocument(his);
        assertThat(second.getMeta().getVersionId()).isEqualTo("2");
        assertThat(second.getContentFirstRep().getAttachment().getUrl()).isEqualTo(first.getUrl());
        assertThat(contentOf(second.getContent().get(1).getAttachment())).isEqualTo(CORRECTED);
    }

    @Test
    void the_pages_of_a_report_lie_beside_it_and_are_told_with_it() throws IOException {
        var laboratory = new Analyzing(hospital, fhir);
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        try (var receiver = new ReceivingSystem()) {
            var destination = fhir.create(ToldAbout.aDestination(
                    receiver.address(),
                    "results?DiagnosticReport?subject=Patient/"
                            + patient.getIdElement().getIdPart()));

            laboratory.send(report(nameOf(device), patient, "1", LARGE));
            var first = laboratory.theReportOf(patient).getPresentedFormFirstRep();
            laboratory.send(report(nameOf(device), patient, "2", LARGE));
            laboratory.send(report(nameOf(device), patient, "3", CORRECTED));

            await().atMost(PATIENCE).until(() -> receiver.taken().size() == 2);
            fhir.delete("/" + destination.getIdElement().toUnqualifiedVersionless());
            var last = laboratory.theReportOf(patient);
            assertThat(first.hasData()).isFalse();
            assertThat(last.getMeta().getVersionId()).isEqualTo("2");
            assertThat(contentOf(first)).isEqualTo(LARGE);
            assertThat(contentOf(last.getPresentedFormFirstRep())).isEqualTo(CORRECTED);
            assertThat(receiver.taken().get(0)).contains(encoded(LARGE));
            assertThat(receiver.taken().get(1)).contains(encoded(CORRECTED));
        }
    }

    private void register(HospitalSystem his) {
        his.files("ADT^A28^ADT_A05", "EVN|A28|20260301080000", pid());
    }

    private String pid() {
        return "PID|1||" + number + "^^^HIS^MR||Rao^Asha||19800215|F";
    }

    private void send(HospitalSystem his, String event, String... contents) {
        assertThat(his.send(document(his, event, contents))).contains("MSA|AA|");
        his.awaitEmptyLane();
        assertThat(his.count("held") + his.count("dead")).isZero();
    }

    private String document(HospitalSystem his, String event, String... contents) {
        var segments = new StringBuilder("EVN|" + event + "|20260301080000\r" + pid() + "\rPV1|1|I\r"
                + "TXA|1|DS^Discharge summary|TX|20260301||20260301080000|||7^Iyer^Dev|||D" + number + "|||||AU");
        for (var content : contents) {
            segments.append("\rOBX|1|ED|2^Scan^L||^application^pdf^Base64^").append(encoded(content));
        }
        return his.message("MDM^" + event + "^MDM_T02", segments.toString());
    }

    private static String report(String analyzer, Patient patient, String controlId, String content) {
        return """
                MSH|^~\\&|%1$s|LAB|OPENWARD|HOSPITAL|20261121081500||ORU^R01^ORU_R01|%2$s|P|2.5.1||||||UNICODE UTF-8
                PID|1||%3$s^^^OPENWARD^MR||Rao^Asha
                OBR|1||%1$s-S1|58410-2^CBC panel^LN|||20261121080000||||||||||||||||||F
                OBX|1|ED|PDF^Report^L||^application^pdf^Base64^%4$s||||||F
                """
                .formatted(analyzer, controlId, medicalRecordNumber(patient), encoded(content))
                .replace('\n', '\r');
    }

    private static String encoded(String content) {
        return Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    private DocumentReference theDocument(HospitalSystem his) {
        return his.the(DocumentReference.class, "identifier=D" + number);
    }

    private String contentOf(Attachment attachment) {
        return new String(
                fhir.get("/" + attachment.getUrl(), "Accept", "application/fhir+json")
                        .resource(Binary.class)
                        .getContent(),
                StandardCharsets.UTF_8);
    }

    private int statusOf(String address, String scope) {
        return hospital.withScope(scope)
                .get(address, "Accept", "application/fhir+json")
                .status();
    }
}
