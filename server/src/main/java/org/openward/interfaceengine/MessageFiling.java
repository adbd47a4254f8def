package org.openward.interfaceengine;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.datatypes.Unmapped;
import org.openward.hl7v2.results.Accounting;
import org.openward.hl7v2.results.Accounting.LeftOut;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.OruToResults;
import org.openward.hl7v2.results.Purpose;
import org.openward.interfaceengine.Outcome.Filed;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.interfaceengine.Outcome.Reason;
import org.openward.laboratory.Filing;
import org.openward.laboratory.Filing.NotFiled;
import org.openward.laboratory.LaboratoryBench;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/** Reads one stored message as results, by today's description of its analyzer, and takes them to the laboratory. */
@Component
class MessageFiling {
    private static final Set<Accounting.Reason> LOST =
            Set.of(Accounting.Reason.NO_ORDER, Accounting.Reason.NO_TEST_CODE);

    private final Analyzers analyzers;
    private final CodeMaps maps;
    private final LaboratoryBench bench;
    private final Tenants tenants;

    MessageFiling(Analyzers analyzers, CodeMaps maps, LaboratoryBench bench, Tenants tenants) {
        this.analyzers = analyzers;
        this.maps = maps;
        this.bench = bench;
        this.tenants = tenants;
    }

    Outcome file(FeedMessage message) {
        var analyzer = analyzer(message);
        var reading = new AnalyzerReading(analyzer, tenants.current().timeZone());
        LaboratoryResults results;
        try {
            var parsed =
                    Hl7Message.parse(message.raw().content(), reading.profile().transmission());
            results = new OruToResults(maps.of(analyzer)).map(parsed, reading.profile());
        } catch (MalformedMessage malformed) {
            return held(Reason.MAPPING_FAILED, malformed.problem().toString());
        }
        return obstacle(results, analyzer).orElseGet(() -> file(results, reading));
    }

    private Analyzer analyzer(FeedMessage message) {
        var sender = message.envelope();
        return Optional.ofNullable(message.device())
                .flatMap(analyzers::find)
                .orElseGet(() -> Analyzer.unregistered(
                        tenants.current().id(), message.device(), sender.application(), sender.facility()));
    }

    /** What already the message itself, without any look at the hospital's records, keeps from being filed. */
    private static Optional<Outcome> obstacle(LaboratoryResults results, Analyzer analyzer) {
        if (results.reports().stream().anyMatch(report -> report.purpose() != Purpose.PATIENT)) {
            return Optional.of(held(Reason.QUALITY_CONTROL, "The sample is no patient's."));
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

    private Outcome file(LaboratoryResults results, AnalyzerReading reading) {
        var filing = bench.record(reading.command(results));
        return filing instanceof Filing.Filed filed
                ? new Filed(filed.reports(), AnalyzerReading.VERSION)
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
                    case WOULD_UNDO_RESULT -> Reason.MAPPING_FAILED;
                };
        return new Held(reason, refused.detail(), refused.patient());
    }

    private static Outcome held(Reason reason, String detail) {
        return new Held(reason, detail, null);
    }
}
