package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.accession;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;
import static org.openward.interfaceengine.ToldAbout.aDestination;
import static org.openward.interfaceengine.ToldAbout.with;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.profiles.DestinationParts;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Orders for an analyzer by IHE LAW: when it asks for them, and as soon as they are placed. */
@HospitalTest
class WorkForAnalyzersIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofMillis(50);

    private final ReceivingSystem analyzer = new ReceivingSystem();
    private Analyzing laboratory;
    private FhirClient demo;
    private Device device;
    private String name;

    WorkForAnalyzersIT() throws IOException {}

    @BeforeEach
    void an_analyzer_of_its_own(Hospital hospital) {
        laboratory = new Analyzing(hospital, hospital.asClinicB());
        demo = hospital.asDemo();
        name = Analyzing.aName();
        device = laboratory.anAnalyzer(name, true, "accept");
    }

    @AfterEach
    void without_it() throws IOException {
        ToldAbout.endAll(laboratory.fhir());
        analyzer.close();
    }

    private String sentTo(String... feeds) {
        var destination = with(
                aDestination(analyzer.address(), feeds),
                DestinationParts.DEVICE,
                new Reference(device.getIdElement().toUnqualifiedVersionless()));
        return laboratory.fhir().create(destination).getIdElement().getIdPart();
    }

    private String ask(String controlId, String parameters) throws IOException {
        try (var line = laboratory.connect()) {
            var query = "MSH|^~\\&|" + name + "|LAB|OPENWARD||20260301||QBP^Q11^QBP_Q11|" + controlId + "|P|2.5.1\rQPD|"
                    + parameters + "\rRCP|I\r";
            return new String(line.ask(query.getBytes(StandardCharsets.UTF_8)).raw(), StandardCharsets.UTF_8);
        }
    }

    private String awaitWork(int number) {
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(analyzer.taken())
                .hasSize(number));
        return analyzer.taken().get(number - 1);
    }

    @Test
    void the_orders_of_a_tube_follow_the_query_for_it() throws IOException {
        sentTo("queries");
        var patient = laboratory.aPatient();
        var order = laboratory.anOrderFor(patient);

        var answer = ask("Q-1", "WOS^Work Order Step^IHE_LABTF|TAG|" + accession(order));

        assertThat(answer).contains("RSP^K11^RSP_K11", "MSA|AA|Q-1\r", "QAK|TAG|OK|");
        var work = awaitWork(1);
        assertThat(work)
                .contains("OML^O33^OML_O33", "PID|||" + medicalRecordNumber(patient) + "||Rao^Asha")
                .contains("SAC|||" + accession(order) + "\rORC|NW|")
                .contains("OBR|1|" + accession(order) + "||58410-2^CBC panel^LN");
        assertThat(ask("Q-1", "WOS^Work Order Step^IHE_LABTF|TAG|" + accession(order)))
                .contains("MSA|AA|Q-1");
        laboratory
                .fhir()
                .put(
                        "/ServiceRequest/" + order.getIdElement().getIdPart(),
                        order.setStatus(ServiceRequestStatus.REVOKED));
        ask("Q-2", "WOS^^IHE|TAG|" + accession(order));
        assertThat(awaitWork(2))
                .contains("SAC|||" + accession(order) + "\rORC|DC|")
                .doesNotContain("PID", "OBR");
    }

    @Test
    void the_results_that_an_analyzer_sends_for_its_work_are_those_of_the_order() throws IOException {
        sentTo("queries");
        var patient = laboratory.aPatient();
        var order = laboratory.anOrderFor(patient);
        ask("Q-1", "WOS^Work Order Step^IHE_LABTF|TAG|" + accession(order));
        var work = awaitWork(1);

        laboratory.send(resultsOf(work));

        var report = laboratory.theReportOf(patient);
        assertThat(report.getBasedOnFirstRep().getReference())
                .isEqualTo(order.getIdElement().toUnqualifiedVersionless().getValue());
        assertThat(report.getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
        assertThat(laboratory.resultsOf(patient)).singleElement().satisfies(result -> {
            assertThat(result.getCode().getCodingFirstRep().getCode()).isEqualTo("718-7");
            assertThat(result.getBasedOnFirstRep().getReference())
                    .isEqualTo(order.getIdElement().toUnqualifiedVersionless().getValue());
        });
        await().atMost(LONG).untilAsserted(() -> assertThat(laboratory
                        .fhir()
                        .read(ServiceRequest.class, order.getIdElement().getIdPart())
                        .getStatus())
                .isEqualTo(ServiceRequestStatus.COMPLETED));
    }

    /** LAB-29 as an analyzer writes it that knows of the order only what LAB-28 told: tube, work order step and test. */
    private String resultsOf(String work) {
        var step = Pattern.compile("\rOBR\\|1\\|([^|]*)\\|\\|([^|\r]*)").matcher(work);
        var tube = Pattern.compile("\rSAC\\|\\|\\|([^|\r]*)").matcher(work);
        assertThat(step.find() && tube.find()).isTrue();
        return "MSH|^~\\&|" + name + "|LAB|OPENWARD||20260301101500+0530||OUL^R22^OUL_R22|R-1|P|2.5.1"
                + "|||NE|AL||UNICODE UTF-8|||LAB-29^IHE\r"
                + "SPM|1|" + tube.group(1) + "&BARCODE||BLD|||||||P^Patient^HL70369\r"
                + "SAC|||" + tube.group(1) + "\r"
                + "OBR|1|" + step.group(1) + "||" + step.group(2) + "\r"
                + "ORC|OK||||CM\r"
                + "OBX|1|NM|718-7^Hemoglobin^LN|1|10.9|g/dL^g/dL^UCUM||N|||F|||20260301101200+0530\r";
    }

    @Test
    void all_open_orders_follow_the_query_for_all_work_a_tube_at_a_time() throws IOException {
        sentTo("queries");
        var one = laboratory.anOrderFor(laboratory.aPatient());
        var other = laboratory.anOrderFor(laboratory.aPatient());

        assertThat(ask("Q-9", "WOS_ALL^^IHE|TAG")).contains("MSA|AA|Q-9");

        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(analyzer.taken())
                .anyMatch(work -> work.contains("SAC|||" + accession(one) + "\r"))
                .anyMatch(work -> work.contains("SAC|||" + accession(other) + "\r"))
                .allMatch(work -> work.split("SAC", -1).length == 2));
    }

    @Test
    void a_tube_of_another_tenant_is_not_shown(Hospital hospital) throws IOException {
        sentTo("queries");
        var elsewhere = new Analyzing(hospital, demo);
        var order = elsewhere.anOrderFor(ToldAbout.aPatient(demo, "Elsewhere"));

        assertThat(ask("Q-3", "WOS^^IHE|TAG|" + accession(order))).contains("MSA|AA|Q-3");

        assertThat(awaitWork(1)).contains("SAC|||" + accession(order)).doesNotContain("Elsewhere");
    }

    @Test
    void a_query_by_rack_is_not_understood_and_one_of_a_stranger_not_taken() throws IOException {
        assertThat(ask("Q-4", "WOS^^IHE|TAG|T-1")).contains("MSA|AR|Q-4");
        sentTo("queries");

        assertThat(ask("Q-5", "WOS_BY_RACK^^IHE|TAG||R-7|3")).contains("MSA|AE|Q-5\rQAK|TAG|AE|");
        assertThat(analyzer.taken()).isEmpty();
    }

    @Test
    void who_asks_in_the_way_of_a_vendor_is_told_on_the_same_line_and_only_what_is_its_own(Hospital hospital) {
        var order = laboratory.anOrderFor(laboratory.aPatient());
        var tube = accession(order);
        var chemistry = anAnalyzerOf("mindray-bs", "127.0.0.1");
        var unproven = anAnalyzerOf("mindray-bs", null);
        var molecular = anAnalyzerOf("cepheid-genexpert", "127.0.0.1");
        var undescribed = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");

        try (var line = new OpenLine(laboratory.port())) {
            assertThat(line.send(displayed(chemistry, "7", tube)).next())
                    .contains("QCK^Q02", "MSA|AA|7|", "QAK|SR|OK|");
            assertThat(line.next())
                    .contains(
                            "DSR^Q03",
                            "\rDSP|3||Rao Asha|||\r",
                            "\rDSP|21||" + tube + "|||\r",
                            "\rDSP|29||CBC^^^|||\r");
            line.send("MSH|^~\\&|" + nameOf(chemistry) + "|LAB|||20261121||ACK^Q03|8|P|2.3.1\rMSA|AA|x\r");
            assertThat(line.send(displayed(chemistry, "9", "NO-SUCH-TUBE")).next())
                    .contains("MSA|AA|9|", "QAK|SR|NF|");
            assertThat(line.send(displayed(chemistry, "10", "")).next()).contains("MSA|AE|10|", "QAK|SR|AE|");
            assertThat(line.send(displayed(unproven, "11", tube)).next()).contains("QAK|SR|OK|");
            assertThat(line.next()).contains("CBC^^^").doesNotContain("Rao");
            assertThat(line.send(displayed(undescribed, "12", tube)).next()).contains("MSA|AR|12|");

            assertThat(line.send(enclosed(molecular, "13", tube)).next())
                    .contains(
                            "RSP^Z02",
                            "MSA|AA|13\r",
                            "||Rao^Asha|",
                            "OBR|1|||CBC|||||||A\r",
                            "SPM|1|" + tube + "^||ORH|");
            assertThat(line.send(enclosed(molecular, "14", "NO-SUCH-TUBE")).next())
                    .contains("QAK|T|OK|")
                    .doesNotContain("PID", "OBR");
        }
        var neighbour = new Analyzing(hospital, demo).anOrderFor(ToldAbout.aPatient(demo, "Elsewhere"));
        try (var line = new OpenLine(laboratory.port())) {
            assertThat(line.send(enclosed(molecular, "15", accession(neighbour)))
                            .next())
                    .contains("MSA|AA|15\r")
                    .doesNotContain("Elsewhere");
        }
        assertThat(analyzer.taken()).isEmpty();
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(statuses(hospital, chemistry))
                .containsOnly("processed", "refused"));
    }

    private static List<String> statuses(Hospital hospital, Device device) {
        return Acting.as(Caller.server(new TenantId("clinic-b"), "test"), () -> hospital.part(JdbcClient.class)
                .sql("select status from openward.feed_message where device_id = ?")
                .param(device.getIdElement().getIdPart())
                .query(String.class)
                .list());
    }

    /** Its code for a blood count is CBC. */
    private Device anAnalyzerOf(String family, @Nullable String address) {
        var own = Analyzing.aName();
        var map = new ConceptMap().setUrl("https://hospital.example/ConceptMap/tests-" + own);
        map.setStatus(PublicationStatus.ACTIVE);
        map.addGroup()
                .setSource("https://hospital.example/tests")
                .setTarget(Systems.LOINC)
                .addElement()
                .setCode("CBC")
                .addTarget()
                .setCode("58410-2")
                .setEquivalence(ConceptMapEquivalence.EQUIVALENT);
        demo.create(map);
        var described = Analyzing.analyzer(own, true, "accept", map.getUrl());
        var parts = described.getExtensionByUrl(Extensions.ANALYZER);
        parts.addExtension(Extensions.ANALYZER_FAMILY, new CanonicalType(Systems.ROOT + "DeviceDefinition/" + family));
        if (address != null) {
            parts.addExtension(Extensions.ANALYZER_SOURCE_ADDRESS, new StringType(address));
        }
        return laboratory.fhir().create(described);
    }

    private static String displayed(Device device, String controlId, String tube) {
        return "MSH|^~\\&|" + nameOf(device) + "|LAB|||20260301115900||QRY^Q02|" + controlId
                + "|P|2.3.1||||||ASCII|||\rQRD|20260301115900|R|D|1|||RD|" + tube + "|OTH|||T|\r"
                + "QRF|" + nameOf(device) + "|20260301|20260301|||RCT|COR|ALL||\r";
    }

    private static String enclosed(Device device, String controlId, String tube) {
        return "MSH|^~\\&|" + nameOf(device) + "|LAB|||20260301115900||QBP^Z03^QBP_Z03|" + controlId
                + "|P|2.5\rQPD|Z03^HOST QUERY|T||" + tube + "\rRCP|I\r";
    }

    @Test
    void a_new_order_is_sent_as_it_is_placed_and_withdrawn_in_the_codes_of_the_analyzer() {
        var map = new ConceptMap().setUrl("https://hospital.example/ConceptMap/orders-" + name);
        map.setStatus(PublicationStatus.ACTIVE);
        map.addGroup()
                .setSource(Systems.LOINC)
                .setTarget("https://hospital.example/tests")
                .addElement()
                .setCode("58410-2")
                .addTarget()
                .setCode("CBC")
                .setDisplay("Blood count")
                .setEquivalence(ConceptMapEquivalence.EQUIVALENT);
        // Maps belong to all tenants, so only the default tenant may write them.
        var destination = with(
                with(
                        aDestination(analyzer.address(), "orders"),
                        DestinationParts.DEVICE,
                        new Reference(device.getIdElement().toUnqualifiedVersionless())),
                DestinationParts.ORDER_MAP,
                new CanonicalType(map.getUrl()));
        demo.create(map);
        laboratory.fhir().create(destination);
        var patient = laboratory.aPatient();

        var order = laboratory.anOrderFor(patient);
        assertThat(awaitWork(1)).contains("ORC|NW|", "OBR|1|" + accession(order) + "||CBC^Blood count^L");
        var path = "/ServiceRequest/" + order.getIdElement().getIdPart();
        laboratory.fhir().put(path, order.addNote(new Annotation().setText("fasting")));
        laboratory.fhir().put(path, order.setStatus(ServiceRequestStatus.REVOKED));

        assertThat(awaitWork(2)).contains("ORC|CA|", "OBR|1|" + accession(order) + "||CBC^Blood count^L");
    }

    @Test
    void an_order_that_the_analyzer_cannot_do_is_a_task() {
        var id = sentTo("orders");
        analyzer.says("ORC|UA\rOBR|1|A-1\r");

        var order = laboratory.anOrderFor(laboratory.aPatient());

        var search = "Task?focus=Endpoint/" + id;
        await().atMost(LONG).pollInterval(OFTEN).untilAsserted(() -> assertThat(
                        laboratory.fhir().search(search).getEntry())
                .hasSize(1));
        var task = (Task) laboratory.fhir().search(search).getEntryFirstRep().getResource();
        assertThat(task.getStatusReason().getText()).contains("cannot do A-1");
        assertThat(task.getDescription())
                .contains("OML^O33", "ServiceRequest/" + order.getIdElement().getIdPart());
    }
}
