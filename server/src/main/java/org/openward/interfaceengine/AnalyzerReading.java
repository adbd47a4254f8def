package org.openward.interfaceengine;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.openward.astm.AstmMessage;
import org.openward.astm.AstmToResults;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Transmission;
import org.openward.hl7v2.changes.IntendedChanges;
import org.openward.hl7v2.changes.MessageChanges;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.devices.ResultConventions;
import org.openward.hl7v2.results.CorrectionPolicy;
import org.openward.hl7v2.results.CorrectionPolicy.Incoming;
import org.openward.hl7v2.results.CorrectionPolicy.Stored;
import org.openward.hl7v2.results.LaboratoryReport;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.OruToResults;
import org.openward.hl7v2.results.PatientAsSent;
import org.openward.interfaceengine.changes.Sending;
import org.openward.laboratory.RecordResults;
import org.openward.laboratory.RecordResults.Destination;
import org.openward.laboratory.RecordResults.OrderNumbers;
import org.openward.laboratory.RecordResults.Origin;
import org.openward.laboratory.RecordResults.PatientNumber;
import org.openward.laboratory.RecordResults.Report;
import org.openward.laboratory.RecordResults.Result;
import org.openward.laboratory.RecordResults.Subject;
import org.openward.laboratory.RecordResults.Trust;
import org.openward.laboratory.Revision;
import org.openward.profiles.Systems;

/** How the messages of one analyzer are read, and what they ask the laboratory to do. */
class AnalyzerReading {
    /** Counts up whenever the same message would be read differently, so that a stored message tells how it was read. */
    static final String VERSION = "4";

    private final Analyzer analyzer;
    private final ZoneId tenantZone;
    private final @Nullable Charset known;

    AnalyzerReading(Analyzer analyzer, ZoneId tenantZone) {
        this(analyzer, tenantZone, null);
    }

    /** @param known the character set, where a message is not as it was sent; nothing if the message and its analyzer tell */
    AnalyzerReading(Analyzer analyzer, ZoneId tenantZone, @Nullable Charset known) {
        this.analyzer = analyzer;
        this.tenantZone = tenantZone;
        this.known = known;
    }

    /** @param flags what its flags mean in v3 ObservationInterpretation */
    LaboratoryResults read(byte[] content, boolean isAstm, CodeTranslation translation, Map<String, String> flags)
            throws MalformedMessage, NotWhole {
        var profile = profile(flags);
        if (isAstm) {
            return new AstmToResults(translation)
                    .map(whole(content), profile, analyzer.dialect().astm());
        }
        return new OruToResults(translation).map(Hl7Message.parse(content, transmission()), profile);
    }

    /** What a message that is no result wants changed. */
    IntendedChanges intended(byte[] content) throws MalformedMessage {
        return MessageChanges.read(Hl7Message.parse(content, transmission()), profile(Map.of()));
    }

    /** Under which terms what a message wants changed is carried out. */
    Sending sending(Destination destination) {
        return new Sending(namespace(), version(), destination);
    }

    /** How its messages are spelled. */
    Transmission transmission() {
        var usual = analyzer.dialect().transmission();
        return known == null ? usual : usual.withOverride(known);
    }

    /** The mapping and the description by which a message was read. */
    String version() {
        var family = analyzer.dialect().family();
        return family == null ? VERSION : VERSION + " " + family;
    }

    private AstmMessage whole(byte[] content) throws MalformedMessage, NotWhole {
        var sent = AstmMessage.parse(content, transmission()).get(0);
        if (sent.terminator().isEmpty()) {
            throw new NotWhole("The message has no terminator record.");
        }
        if (sent.isBrokenOff()) {
            throw new NotWhole("The analyzer says in L-3 that it broke off.");
        }
        return sent;
    }

    private DeviceProfile profile(Map<String, String> flags) {
        var dialect = analyzer.dialect();
        var device = analyzer.device() == null ? "" : "Device/" + analyzer.device();
        return DeviceProfile.of(device, namespace(), dialect.zone(tenantZone))
                .with(transmission())
                .with(dialect.sample())
                .with(ResultConventions.of(dialect.habits(), flags));
    }

    RecordResults command(LaboratoryResults results) {
        return new RecordResults(
                new Trust(analyzer.results().autoverify(), analyzer.results().unsolicited()),
                results.reports().stream().map(this::report).toList());
    }

    private Report report(LaboratoryReport sent) {
        var resources = sent.resources();
        return new Report(
                subject(sent.patient()),
                numbers(sent),
                resources.report(),
                resources.specimens(),
                resources.results().stream().map(this::result).toList());
    }

    private Result result(LaboratoryReport.Result sent) {
        if (analyzer.device() == null) {
            sent.observation().setDevice(source());
        }
        var incoming = Incoming.of(sent);
        return new Result(
                sent.observation(),
                new Judged(CorrectionPolicy.of(analyzer.dialect().habits()), incoming));
    }

    private record Judged(CorrectionPolicy policy, Incoming incoming) implements Revision {
        @Override
        public Verdict first() {
            return verdict(policy.judge(incoming));
        }

        @Override
        public Verdict of(Observation onFile) {
            return verdict(policy.judge(Stored.of(onFile), incoming));
        }

        private static Verdict verdict(CorrectionPolicy.Verdict judged) {
            return switch (judged) {
                case REPLACE -> Verdict.REPLACE;
                case MAKE_FINAL -> Verdict.MAKE_FINAL;
                case KEEP -> Verdict.KEEP;
                case OUTDATED -> Verdict.OUTDATED;
                case REFUSE -> Verdict.REFUSE;
            };
        }
    }

    /** Which message it is that is read. */
    Origin origin(long number) {
        return new Origin(source(), new Identifier().setSystem(Systems.MESSAGE).setValue(Long.toString(number)));
    }

    /** A sender without a Device is named by what it calls itself. */
    private Reference source() {
        if (analyzer.device() != null) {
            return new Reference("Device/" + analyzer.device());
        }
        var name = analyzer.recognition().application() + " "
                + analyzer.recognition().facility();
        return new Reference()
                .setIdentifier(
                        new Identifier().setSystem(Systems.ROOT + "sender").setValue(name.strip()))
                .setDisplay(name.strip());
    }

    private static Subject subject(PatientAsSent sent) {
        return new Subject(
                sent.identifiers().stream().map(AnalyzerReading::number).toList(),
                sent.birthDate(),
                sent.sex(),
                sent.visit());
    }

    private static PatientNumber number(PatientAsSent.SentIdentifier sent) {
        return new PatientNumber(sent.value(), sent.authorityUri(), sent.type());
    }

    /** A tube's label is scanned into various fields: each of them may hold our accession number. */
    private static OrderNumbers numbers(LaboratoryReport sent) {
        var order = sent.order();
        List<String> all = Stream.concat(Stream.of(order.placer(), order.filler()), sent.sample().candidates().stream())
                .filter(number -> !number.isEmpty())
                .distinct()
                .toList();
        return new OrderNumbers(order.placer(), all);
    }

    private String namespace() {
        var recognition = analyzer.recognition();
        return Sender.namespace(analyzer.device(), recognition.application(), recognition.facility());
    }
}
