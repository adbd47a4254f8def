package org.openward.golden;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.astm.AstmConventions;
import org.openward.astm.AstmMessage;
import org.openward.astm.AstmToResults;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Transmission;
import org.openward.hl7v2.changes.Change;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Change.MergePatients;
import org.openward.hl7v2.changes.Change.Put;
import org.openward.hl7v2.changes.IntendedChanges;
import org.openward.hl7v2.changes.MessageChanges;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.law.WorkAnswer;
import org.openward.hl7v2.law.WorkQuery;
import org.openward.hl7v2.query.TubeQuery;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.LaboratoryReport;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.OruToResults;
import org.openward.hl7v2.results.PatientAsSent;
import org.openward.profiles.Systems;

/**
 * One message, as read for a sender with a small code map: a transaction of the records that it asks for, and before them what else
 * was found out about it. Questions and orders have an answer besides.
 */
record GoldenMessage(String text, boolean isAstm) {
    private static final DeviceProfile SENDER =
            DeviceProfile.of("Device/sender", "https://hospital.example/senders/1", ZoneId.of("Asia/Kolkata"));
    private static final Map<String, String> TESTS = Map.of("HGB", "718-7", "WBC", "6690-2", "PLT", "777-3");
    private static final Set<String> UNITS = Set.of("g/dL", "10*3/uL", "fL", "%");

    private static final CodeTranslation MAP = new CodeTranslation() {
        @Override
        public Optional<Coding> code(Coding sent) {
            return Optional.ofNullable(TESTS.get(sent.getCode()))
                    .map(loinc -> new Coding().setSystem(Systems.LOINC).setCode(loinc));
        }

        @Override
        public Optional<String> unit(String sent) {
            return UNITS.contains(sent) ? Optional.of(sent) : Optional.empty();
        }
    };

    static GoldenMessage in(Path folder) throws IOException {
        var astm = folder.resolve("message.astm");
        var isAstm = Files.exists(astm);
        var text = Files.readString(isAstm ? astm : folder.resolve("message.hl7"));
        return new GoldenMessage(text.replace('\n', '\r'), isAstm);
    }

    /** As JSON. */
    String read() throws MalformedMessage {
        var content = text.getBytes(StandardCharsets.UTF_8);
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        var about = new Parameters();
        bundle.addEntry().setResource(about);
        if (isAstm) {
            var message = AstmMessage.parse(content, Transmission.STANDARD).get(0);
            add(bundle, about, new AstmToResults(MAP).map(message, SENDER, AstmConventions.STANDARD));
        } else {
            var message = Hl7Message.parse(content);
            if (isTalk(message)) {
                add(about, message);
            } else if (MessageChanges.isReadHere(message.header().type())) {
                add(bundle, about, MessageChanges.read(message, SENDER));
            } else {
                add(bundle, about, new OruToResults(MAP).map(message, SENDER));
            }
        }
        return FhirContext.forR4Cached().newJsonParser().setPrettyPrint(true).encodeResourceToString(bundle) + "\n";
    }

    /** Questions of analyzers and what they say to their work; neither makes a record. */
    private static boolean isTalk(Hl7Message message) {
        return Set.of("QBP", "QRY", "ORL").contains(message.header().type());
    }

    private static void add(Parameters about, Hl7Message message) {
        WorkQuery.of(message).ifPresent(query -> {
            add(about, "kind", query.kind());
            add(about, "tag", query.tag());
            add(about, "container", query.container());
            add(about, "carrier", query.carrier());
        });
        TubeQuery.of(message).ifPresent(query -> {
            add(about, "form", query.form());
            add(about, "request", query.request());
            add(about, "tube", query.tube());
        });
        if (message.header().type().equals("ORL")) {
            WorkAnswer said = WorkAnswer.of(message);
            add(about, "code", said.code());
            add(about, "answers", said.controlId());
            said.steps().forEach(step -> add(about, "step", step));
        }
    }

    /** What is said back, line by line; nothing where a plain acknowledgement is all. */
    Optional<String> answer() throws MalformedMessage {
        if (isAstm) {
            return Optional.empty();
        }
        Hl7Message message = Hl7Message.parse(text.getBytes(StandardCharsets.UTF_8));
        return Optional.of(new GoldenAnswer(message).text()).filter(written -> !written.isEmpty());
    }

    private static void add(Bundle bundle, Parameters about, LaboratoryResults results) {
        results.reports().forEach(report -> {
            add(about, "patient", report.patient());
            add(about, "purpose", report.purpose());
        });
        add(about, "accounting", results.accounting());
        Stream.of(results.aside(), results.unmapped(), results.remarks())
                .forEach(list -> list.forEach(each -> add(about, each.getClass().getSimpleName(), each)));
        results.reports().stream()
                .map(LaboratoryReport::resources)
                .flatMap(resources -> Stream.concat(
                        Stream.concat(Stream.of((DomainResource) resources.report()), resources.specimens().stream()),
                        resources.results().stream().map(LaboratoryReport.Result::observation)))
                .forEach(record -> put(bundle, record, identity(record), Existence.MAY_BE_NEW));
    }

    private static BusinessIdentity identity(DomainResource record) {
        if (record instanceof DiagnosticReport report) {
            return BusinessIdentity.of(report);
        }
        return record instanceof Specimen specimen
                ? BusinessIdentity.of(specimen)
                : BusinessIdentity.of((Observation) record);
    }

    private static void add(Bundle bundle, Parameters about, IntendedChanges intended) {
        add(about, "patient", intended.patient());
        Stream.of(intended.holds(), intended.aside(), intended.remarks())
                .forEach(list -> list.forEach(each -> add(about, each.getClass().getSimpleName(), each)));
        for (Change change : intended.changes()) {
            if (change instanceof Put put) {
                put(bundle, put.resource(), put.identity(), put.existence());
                new TreeSet<>(put.erased())
                        .forEach(element -> add(about, "erased", put.resource().fhirType() + "." + element));
                new TreeSet<>(put.partial())
                        .forEach(element -> add(about, "partial", put.resource().fhirType() + "." + element));
            } else if (change instanceof MergePatients merge) {
                add(about, "survivor", numbers(merge.survivor()));
                add(about, "ends", numbers(merge.prior()));
            }
        }
    }

    private static Object numbers(PatientAsSent patient) {
        return patient.identifiers();
    }

    private static void add(Parameters about, String name, Object found) {
        about.addParameter(name, found.toString());
    }

    private static void put(Bundle bundle, DomainResource record, BusinessIdentity identity, Existence existence) {
        var entry = bundle.addEntry().setFullUrl(record.getIdElement().getValue());
        entry.setResource(record);
        entry.getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl(record.fhirType() + "?identifier="
                        + identity.identifier().getSystem() + "|"
                        + identity.identifier().getValue());
        if (existence == Existence.MUST_EXIST) {
            entry.getRequest().setIfMatch("*");
        }
    }
}
