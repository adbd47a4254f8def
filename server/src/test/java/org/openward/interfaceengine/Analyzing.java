package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.openward.hl7v2.Acknowledgement;
import org.openward.hl7v2.mllp.MllpSender;
import org.openward.interfaceengine.ports.AnalyzerPort;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.springframework.context.ApplicationContext;

/** A laboratory in one tenant of the hospital, with its own patient and its own order, as tests of results need it. */
final class Analyzing {
    static final String CODE_MAP = "https://demo.openward.org/fhir/ConceptMap/analyzer-codes";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Hospital hospital;
    private final FhirClient fhir;

    Analyzing(Hospital hospital, FhirClient fhir) {
        this.hospital = hospital;
        this.fhir = fhir;
    }

    FhirClient fhir() {
        return fhir;
    }

    Patient aPatient() {
        var patient = new Patient();
        patient.addName().setFamily("Rao").addGiven("Asha");
        return fhir.create(patient);
    }

    static String medicalRecordNumber(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(identifier -> Systems.MRN.equals(identifier.getSystem()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    ServiceRequest anOrderFor(Patient patient) {
        var order = new ServiceRequest()
                .setStatus(ServiceRequestStatus.ACTIVE)
                .setIntent(ServiceRequestIntent.ORDER)
                .setCode(new CodeableConcept(new Coding(Systems.LOINC, "58410-2", "CBC panel")))
                .setSubject(reference(patient.getIdElement()));
        order.addCategory().addCoding(new Coding(Systems.DIAGNOSTIC_SERVICE, "LAB", "Laboratory"));
        return fhir.create(order);
    }

    static String accession(ServiceRequest order) {
        return order.getIdentifier().stream()
                .filter(identifier -> Systems.ACCESSION.equals(identifier.getSystem()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** An analyzer that is known by a name of its own. */
    Device anAnalyzer(String name, boolean autoverify, String unsolicited) {
        return fhir.create(analyzer(name, autoverify, unsolicited, CODE_MAP));
    }

    static Device analyzer(String name, boolean autoverify, String unsolicited, String codeMap) {
        var device = new Device().setStatus(Device.FHIRDeviceStatus.ACTIVE);
        device.addDeviceName().setName(name).setType(Device.DeviceNameType.USERFRIENDLYNAME);
        var analyzer = new Extension(Extensions.ANALYZER);
        analyzer.addExtension(Extensions.ANALYZER_SENDING_APPLICATION, new StringType(name));
        analyzer.addExtension(Extensions.ANALYZER_SENDING_FACILITY, new StringType("LAB"));
        analyzer.addExtension(Extensions.ANALYZER_AUTOVERIFY, new BooleanType(autoverify));
        analyzer.addExtension(Extensions.ANALYZER_UNSOLICITED, new CodeType(unsolicited));
        analyzer.addExtension(Extensions.ANALYZER_CODE_MAP, new CanonicalType(codeMap));
        device.addExtension(analyzer);
        return device;
    }

    static String aName() {
        return "AN" + UUID.randomUUID().toString().substring(0, 12).replace("-", "");
    }

    MllpSender connect() {
        try {
            return MllpSender.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), PATIENCE);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    int port() {
        return port(hospital);
    }

    /** The port for analyzers that speak HL7 v2. */
    static int port(Hospital hospital) {
        return hospital.part(ApplicationContext.class)
                .getBean("mllp", AnalyzerPort.class)
                .number()
                .orElseThrow();
    }

    Acknowledgement send(String message) {
        try (var connection = connect()) {
            return connection.send(message.getBytes(StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    List<DiagnosticReport> reportsOf(Patient patient) {
        return fhir
                .search("DiagnosticReport?subject=" + patient.getIdElement().toUnqualifiedVersionless() + "&_count=200")
                .getEntry()
                .stream()
                .map(entry -> (DiagnosticReport) entry.getResource())
                .toList();
    }

    List<Observation> resultsOf(Patient patient) {
        return fhir
                .search("Observation?subject=" + patient.getIdElement().toUnqualifiedVersionless() + "&_count=200")
                .getEntry()
                .stream()
                .map(entry -> (Observation) entry.getResource())
                .toList();
    }

    DiagnosticReport theReportOf(Patient patient) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(reportsOf(patient)).hasSize(1));
        return reportsOf(patient).get(0);
    }

    /** The task that asks for help with what that device sent. */
    Task theTaskAbout(Device device) {
        var search = "Task?focus=" + device.getIdElement().toUnqualifiedVersionless();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(fhir.search(search).getEntry()).hasSize(1));
        return (Task) fhir.search(search).getEntryFirstRep().getResource();
    }

    /** The task that asks for help now, when others about the same device are done. */
    Task theWaitingTaskAbout(Device device) {
        var search = "Task?status=on-hold&focus=" + device.getIdElement().toUnqualifiedVersionless();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(fhir.search(search).getEntry()).hasSize(1));
        return (Task) fhir.search(search).getEntryFirstRep().getResource();
    }

    Task replay(Task task) {
        return fhir.send("POST", "/Task/" + task.getIdElement().getIdPart() + "/$replay", null)
                .resource(Task.class);
    }

    static Reference reference(IdType id) {
        return new Reference(id.toUnqualifiedVersionless());
    }

    static String nameOf(Device device) {
        return device.getDeviceNameFirstRep().getName();
    }

    static String reason(Task task) {
        assertThat(task.getStatus()).isEqualTo(TaskStatus.ONHOLD);
        return task.getStatusReason().getCodingFirstRep().getCode();
    }

    static void isHemoglobin(Observation result) {
        assertThat(result.getStatus()).isEqualTo(ObservationStatus.FINAL);
        assertThat(result.getCode().getCodingFirstRep().getSystem()).isEqualTo(Systems.LOINC);
        assertThat(result.getCode().getCodingFirstRep().getCode()).isEqualTo("718-7");
        assertThat(result.getValueQuantity().getValue()).isEqualByComparingTo("10.9");
        assertThat(result.getValueQuantity().getSystem()).isEqualTo(Systems.UCUM);
        assertThat(result.getValueQuantity().getCode()).isEqualTo("g/dL");
        assertThat(result.getReferenceRangeFirstRep().getLow().getValue()).isEqualByComparingTo("12.0");
        assertThat(result.getInterpretationFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("L");
    }
}
