package org.openward.interfaceengine;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.ResourceNotFound;
import org.openward.hl7v2.ErrorCondition;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.MessageKind;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Problem;
import org.openward.hl7v2.changes.MessageChanges;
import org.openward.hl7v2.datatypes.Unmapped;
import org.openward.hl7v2.results.Accounting;
import org.openward.hl7v2.results.Accounting.LeftOut;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.Purpose;
import org.openward.hl7v2.writing.CannotBeWritten;
import org.openward.interfaceengine.Outcome.Filed;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.Outcome.Reason;
import org.openward.interfaceengine.Outcome.Remark;
import org.openward.interfaceengine.changes.ChangeDesk;
import org.openward.interfaceengine.controls.ControlRuns;
import org.openward.interfaceengine.families.Families;
import org.openward.interfaceengine.outbound.WorkQueries;
import org.openward.laboratory.Filing;
import org.openward.laboratory.Filing.NotFiled;
import org.openward.laboratory.LaboratoryBench;
import org.openward.laboratory.Preview;
import org.openward.laboratory.RecordResults;
import org.openward.laboratory.RecordResults.Destination;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/** Reads one stored message as results, by today's description of its analyzer, and takes them to the laboratory. */
@Component
class MessageFiling {
    private static final Set<Accounting.Reason> LOST =
            Set.of(Accounting.Reason.NO_ORDER, Accounting.Reason.NO_TEST_CODE);

    private static final String MERGE = "ADT^A40";

    /** They are about nobody's appointment. */
    private static final Set<String> BLOCKED_TIMES = Set.of("SIU^S23", "SIU^S24");

    private final Analyzers analyzers;
    private final Families families;
    private final CodeMaps maps;
    private final LaboratoryBench bench;
    private final Tenants tenants;
    private final OtherMessages others;

    MessageFiling(
            Analyzers analyzers,
            Families families,
            CodeMaps maps,
            LaboratoryBench bench,
            Tenants tenants,
            OtherMessages others) {
        this.analyzers = analyzers;
        this.families = families;
        this.maps = maps;
        this.bench = bench;
        this.tenants = tenants;
        this.others = others;
    }

    Outcome file(FeedMessage message) {
        return file(message, Ruling.REPLAY);
    }

    /** Files it as a person decided. */
    Outcome file(FeedMessage message, Ruling ruling) {
        var sender = sender(message);
        if (sender.isEmpty()) {
            return withdrawn(message);
        }
        return described(sender.get())
                .map(analyzer -> file(message, analyzer, ruling))
                .orElseGet(() -> undescribed(sender.get()));
    }

    /** With everything that the description of its family adds, if it names a family; nothing if nobody described that. */
    private Optional<Analyzer> described(Analyzer analyzer) {
        var family = analyzer.dialect().family();
        return family == null ? Optional.of(analyzer) : families.find(family).map(analyzer::inheriting);
    }

    private static Held undescribed(Analyzer analyzer) {
        return held(
                Reason.MAPPING_FAILED,
                "The family " + analyzer.dialect().family() + " that Device/" + analyzer.device()
                        + " names is not described.");
    }

    private Outcome file(FeedMessage message, Analyzer analyzer, Ruling ruling) {
        var reading = new AnalyzerReading(analyzer, tenants.current().timeZone());
        var type = message.envelope().type();
        others.origins().is(message.envelope().application(), message.envelope().facility());
        if (!isPermitted(type, analyzer)) {
            return held(
                    Reason.NOT_PERMITTED,
                    "Device/" + analyzer.device() + " no longer says that it sends such messages.");
        }
        if (isOfChanges(type)) {
            return change(message, reading, ruling);
        }
        LaboratoryResults results;
        try {
            if (WorkQueries.isQuery(message.envelope().type())) {
                return answer(Hl7Message.parse(message.raw().content(), reading.transmission()), message);
            }
            results = reading.read(
                    message.raw().content(), message.envelope().isAstm(), maps.of(analyzer), maps.flags(analyzer));
        } catch (MalformedMessage malformed) {
            return held(Reason.MAPPING_FAILED, malformed.problem().toString());
        } catch (NotWhole incomplete) {
            return held(Reason.INCOMPLETE, incomplete.why());
        }
        var device = analyzer.device();
        var command = reading.command(results);
        if (device != null && isRun(results, command)) {
            return keep(results, device, message, reading.version());
        }
        var outcome = obstacle(results, analyzer)
                .orElseGet(() -> file(ruling.on(command.from(reading.origin(message.id()))), reading.version()));
        return remarked(outcome, ReadingRemarks.of(results), message, results.aside());
    }

    /** Of controls and calibrators only: a number that is on file here may say whose sample was taken for one. */
    private boolean isRun(LaboratoryResults results, RecordResults command) {
        return ControlRuns.areIn(results) && !bench.knows(command);
    }

    /** Controls and calibrators wait for nobody: they are no patient's, and what their codes mean matters to the analyzer only. */
    private Outcome keep(LaboratoryResults results, String device, FeedMessage message, String version) {
        var own = others.controls().results(results, device, Long.toString(message.id()));
        var filed = new Filed(List.of(), others.controls().keep(own), version, List.of(Remark.controls(own.size())));
        return remarked(filed, ReadingRemarks.of(results), message, results.aside());
    }

    /** @param aside what has no place in what was made of the message; the stored message keeps it */
    private Outcome remarked(Outcome outcome, ReadingRemarks remarks, FeedMessage message, List<Place> aside) {
        if (outcome instanceof Filed filed) {
            others.meters().aside(new Lane(tenants.current().id(), message.lane()), message.device(), aside);
            return filed.remarking(remarks.all());
        }
        return outcome;
    }

    /** By whose rules its results would be filed is not known any more. */
    private static Held withdrawn(FeedMessage message) {
        return held(
                Reason.NOT_PERMITTED,
                "Device/" + message.device() + " no longer describes a sender. Describe it again, then replay.");
    }

    private static boolean isPermitted(String type, Analyzer analyzer) {
        return WorkQueries.isQuery(type)
                || analyzer.intake()
                        .kinds()
                        .contains(MessageKind.ofType(simple(type)).orElse(MessageKind.RESULTS));
    }

    /** What messages of that type (MSH-9) write, as the policy of operations names it. */
    static String subject(String type) {
        if (type.startsWith(MERGE)) {
            return "merges";
        }
        if (BLOCKED_TIMES.stream().anyMatch(type::startsWith)) {
            return "blocked-times";
        }
        return WorkQueries.isQuery(type)
                ? "queries"
                : MessageKind.ofType(simple(type)).orElse(MessageKind.RESULTS).code();
    }

    private static boolean isOfChanges(String type) {
        return MessageChanges.isReadHere(simple(type));
    }

    private static String simple(String type) {
        return type.split("\\^", 2)[0];
    }

    private Outcome change(FeedMessage message, AnalyzerReading reading, Ruling ruling) {
        try {
            var intended = reading.intended(message.raw().content());
            var destination = ruling.destination();
            if (destination.order() != null) {
                throw RulingRefused.noResultsOfAnOrder();
            }
            if (destination.patient() != null && !ChangeDesk.isAboutKnownPatient(intended)) {
                throw RulingRefused.saysWhoThePatientIs();
            }
            var outcome = others.changes().carryOut(intended, reading.sending(destination));
            return remarked(outcome, ReadingRemarks.of(intended), message, intended.aside());
        } catch (MalformedMessage malformed) {
            return held(Reason.MAPPING_FAILED, malformed.problem().toString());
        }
    }

    /** Refuses a destination that does not exist in this tenant or contradicts itself. */
    void check(Destination destination) {
        bench.check(destination);
    }

    /** What would become of a stored message if it were filed now; nothing is written. */
    Rehearsal rehearse(FeedMessage message) {
        return sender(message)
                .map(analyzer -> rehearse(
                        analyzer, message.raw().content(), message.envelope().isAstm(), null))
                .orElseGet(() -> Rehearsal.held(withdrawn(message)));
    }

    /** What would become of a message, pasted as text, if that analyzer sent it now; nothing is written. */
    Rehearsal rehearse(String device, String pasted) {
        var analyzer = analyzers.find(device).orElseThrow(() -> new ResourceNotFound("analyzer Device", device));
        return rehearse(
                analyzer, pasted.getBytes(StandardCharsets.UTF_8), pasted.startsWith("H"), StandardCharsets.UTF_8);
    }

    private Rehearsal rehearse(Analyzer sender, byte[] raw, boolean isAstm, @Nullable Charset known) {
        var found = described(sender);
        if (found.isEmpty()) {
            return Rehearsal.held(undescribed(sender));
        }
        var analyzer = found.get();
        var reading = new AnalyzerReading(analyzer, tenants.current().timeZone(), known);
        try {
            var problems = isAstm ? astm(analyzer) : problems(raw, reading, analyzer);
            if (!problems.isEmpty()) {
                return Rehearsal.refused(problems.get(0));
            }
            if (!isAstm
                    && isOfChanges(Hl7Message.parse(raw, reading.transmission())
                            .header()
                            .type())) {
                var intended = reading.intended(raw);
                return Rehearsal.of(intended, others.changes().preview(intended, reading.sending(Destination.AS_SENT)));
            }
            var results = reading.read(raw, isAstm, maps.of(analyzer), maps.flags(analyzer));
            var device = analyzer.device();
            var command = reading.command(results);
            if (device != null && isRun(results, command)) {
                return Rehearsal.filed(results, controls(results, device));
            }
            var preview = bench.preview(command);
            return obstacle(results, analyzer)
                    .or(() -> Optional.ofNullable(preview.obstacle()).map(MessageFiling::held))
                    .map(outcome -> Rehearsal.held((Held) outcome, results, preview))
                    .orElseGet(() -> Rehearsal.filed(results, preview));
        } catch (MalformedMessage malformed) {
            return Rehearsal.refused(malformed.problem());
        } catch (NotWhole incomplete) {
            return Rehearsal.held(held(Reason.INCOMPLETE, incomplete.why()));
        }
    }

    private Preview controls(LaboratoryResults results, String device) {
        var nobody = results.reports().stream()
                .map(report -> new Preview.Finding(null, null, null))
                .toList();
        var writes = others.controls().results(results, device, "0").stream()
                .map(result -> new Preview.Write(Preview.Action.CREATE, result))
                .toList();
        return new Preview(nobody, null, writes);
    }

    private static List<Problem> problems(byte[] raw, AnalyzerReading reading, Analyzer analyzer)
            throws MalformedMessage {
        return analyzer.intake().problems(Hl7Message.parse(raw, reading.transmission()));
    }

    /** What ASTM says is results. */
    private static List<Problem> astm(Analyzer analyzer) {
        return analyzer.intake().kinds().contains(MessageKind.RESULTS)
                ? List.of()
                : List.of(Problem.of(
                        ErrorCondition.UNSUPPORTED_MESSAGE_TYPE,
                        Place.of("H"),
                        "This sender is not described here as one that sends results"));
    }

    /** The work that an analyzer asks for is put in line. */
    private Outcome answer(Hl7Message query, FeedMessage message) {
        try {
            others.queries().follow(query, String.valueOf(message.device()));
            return new Filed(List.of(), AnalyzerReading.VERSION);
        } catch (CannotBeWritten obstacle) {
            return held(Reason.MAPPING_FAILED, obstacle.why());
        }
    }

    /** Nothing when its Device was deleted, or describes no sender any more, since the message came. */
    private Optional<Analyzer> sender(FeedMessage message) {
        var said = message.envelope();
        return message.device() == null
                ? Optional.of(Analyzer.unregistered(tenants.current().id(), said.application(), said.facility()))
                : analyzers.find(message.device());
    }

    /** What already the message itself, without any look at the hospital's records, keeps from being filed. */
    private static Optional<Outcome> obstacle(LaboratoryResults results, Analyzer analyzer) {
        if (!analyzer.intake().isForUse(results.header())) {
            return Optional.of(held(
                    Reason.NOT_PERMITTED,
                    "It is a test message, and its sender is not described as one whose test messages are taken."));
        }
        if (results.reports().stream().anyMatch(report -> report.purpose() != Purpose.PATIENT)) {
            return Optional.of(held(
                    Reason.QUALITY_CONTROL, "The sample is said to be no patient's. Find out whether that is true."));
        }
        for (var unmapped : results.unmapped()) {
            if (unmapped.kind() == Unmapped.Kind.TEST) {
                return Optional.of(held(
                        Reason.UNMAPPED_CODE,
                        "No LOINC code for " + name(unmapped) + toAdd(analyzer, "code map", analyzer.codeMap())));
            }
            if (unmapped.kind() == Unmapped.Kind.UNIT) {
                return Optional.of(held(
                        Reason.UNMAPPED_UNIT,
                        "No UCUM unit for " + name(unmapped) + toAdd(analyzer, "unit map", analyzer.unitMap())));
            }
        }
        return results.accounting().leftOut().stream()
                .filter(MessageFiling::isLost)
                .findFirst()
                .map(lost -> held(Reason.MAPPING_FAILED, lost.place() + " cannot be filed: " + lost.reason()));
    }

    private static boolean isLost(LeftOut segment) {
        return LOST.contains(segment.reason());
    }

    private static String toAdd(Analyzer analyzer, String kind, @Nullable String map) {
        if (analyzer.device() == null) {
            return " The sender '" + Envelope.plain(analyzer.lane()) + "' has no Device: create one that names a "
                    + kind + ".";
        }
        return map == null
                ? " Device/" + analyzer.device() + " names no " + kind + ": give it one."
                : " Add it to the " + kind + " " + map + " of Device/" + analyzer.device() + ".";
    }

    private static String name(Unmapped unmapped) {
        return "'" + Envelope.plain(unmapped.code()) + "' in " + unmapped.place() + ".";
    }

    private Outcome file(RecordResults command, String version) {
        if (command.reports().isEmpty()) {
            // A question, or a sign of life: it is accounted for, and nothing is to be filed.
            return new Filed(List.of(), version);
        }
        var filing = bench.record(command);
        return filing instanceof Filing.Filed filed
                ? new Filed(filed.reports(), version).remarking(Remark.outdated(filed.outdated()))
                : held((NotFiled) filing);
    }

    private static Outcome held(NotFiled refused) {
        var reason =
                switch (refused.obstacle()) {
                    case UNKNOWN_PATIENT -> Reason.UNKNOWN_PATIENT;
                    case AMBIGUOUS_PATIENT -> Reason.AMBIGUOUS_PATIENT;
                    case PATIENT_MISMATCH -> Reason.PATIENT_MISMATCH;
                    case UNKNOWN_ORDER -> Reason.UNKNOWN_ORDER;
                    case UNSOLICITED -> Reason.UNSOLICITED;
                    case AMBIGUOUS_SAMPLE -> Reason.AMBIGUOUS_SAMPLE;
                    case WOULD_UNDO_RESULT -> Reason.WOULD_UNDO;
                    case UNKNOWN_RESULT -> Reason.UNKNOWN_RECORD;
                };
        return new Held(reason, refused.detail(), refused.patient());
    }

    private static Held held(Reason reason, String detail) {
        return new Held(reason, detail, null);
    }
}
