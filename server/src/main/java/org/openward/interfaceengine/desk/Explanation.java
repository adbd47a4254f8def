package org.openward.interfaceengine.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.datatypes.Unmapped;
import org.openward.hl7v2.results.LaboratoryReport;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;
import org.openward.laboratory.Preview;
import org.openward.profiles.Systems;

/** Every decision that was made about a message: whose it is, what each code and unit means, and what became of each segment. */
final class Explanation {
    private final List<Decision> decisions = new ArrayList<>();

    private Explanation() {}

    static List<Decision> of(LaboratoryResults results, Preview preview) {
        var explanation = new Explanation();
        for (int at = 0; at < results.reports().size(); at++) {
            explanation.report(results.reports().get(at), preview.findings().get(at), at + 1);
        }
        results.unmapped().stream()
                .filter(unmapped -> unmapped.kind() == Unmapped.Kind.FLAG)
                .forEach(explanation::flag);
        results.accounting()
                .leftOut()
                .forEach(segment -> explanation.add(
                        segment.place().toString(), "segment", "", Finding.LEFT_OUT, word(segment.reason())));
        results.aside().forEach(place -> explanation.add(place.toString(), "segment", "", Finding.KEPT_ASIDE, ""));
        results.remarks()
                .forEach(remark -> explanation.add(
                        remark.place().toString(), word(remark.kind()), "", Finding.DOUBTED, remark.text()));
        return explanation.decisions;
    }

    /** What was decided about one thing. */
    enum Finding {
        FOUND,
        NOT_FOUND,
        MAPPED,
        UNMAPPED,
        LEFT_OUT,
        KEPT_ASIDE,
        DOUBTED,
        IN_THE_WAY;

        String code() {
            return word(this);
        }
    }

    /**
     * One decision.
     *
     * @param place where in the message it stands
     * @param sent what the message says, or empty
     * @param record the record that was found
     * @param detail what it means, or why, or empty
     */
    record Decision(String place, String about, String sent, Finding finding, @Nullable String record, String detail) {}

    private void report(LaboratoryReport report, Preview.Finding finding, int number) {
        var place = number == 1 ? "OBR" : "OBR[" + number + "]";
        var numbers =
                report.patient().identifiers().stream().map(Explanation::number).collect(Collectors.joining(", "));
        decide("PID-3", "patient", numbers, "Patient", finding.patient());
        decide(place, "order", numbers(report), "ServiceRequest", finding.order());
        var obstacle = finding.obstacle();
        if (obstacle != null) {
            add(place, "report", "", Finding.IN_THE_WAY, word(obstacle.obstacle()) + ": " + obstacle.detail());
        }
        report.resources().results().forEach(this::result);
    }

    private static String number(SentIdentifier sent) {
        return Stream.of(
                        sent.value(),
                        sent.type(),
                        sent.authorityUri().isEmpty() ? sent.authority() : sent.authorityUri())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** Every number by which the order was looked for. */
    private static String numbers(LaboratoryReport report) {
        return Stream.concat(
                        Stream.of(report.order().placer(), report.order().filler()),
                        report.sample().candidates().stream())
                .filter(number -> !number.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private void decide(String place, String about, String sent, String type, @Nullable String id) {
        decisions.add(new Decision(
                place,
                about,
                sent,
                id == null ? Finding.NOT_FOUND : Finding.FOUND,
                id == null ? null : type + "/" + id,
                ""));
    }

    private void result(LaboratoryReport.Result result) {
        var observation = result.observation();
        var codings = observation.getCode().getCoding();
        var meant = codings.stream()
                .filter(coding -> Systems.LOINC.equals(coding.getSystem()))
                .findFirst();
        var sent = codings.stream()
                .filter(coding -> !Systems.LOINC.equals(coding.getSystem()))
                .findFirst()
                .or(() -> meant)
                .map(Coding::getCode)
                .orElse("");
        add(
                result.place().toString(),
                "code",
                sent,
                meant.isPresent() ? Finding.MAPPED : Finding.UNMAPPED,
                meant.map(Coding::getCode).orElse(""));
        quantities(observation)
                .filter(Quantity::hasUnit)
                .findFirst()
                .ifPresent(quantity -> add(
                        result.place().toString(),
                        "unit",
                        quantity.getUnit(),
                        quantity.hasCode() ? Finding.MAPPED : Finding.UNMAPPED,
                        Objects.toString(quantity.getCode(), "")));
    }

    private static Stream<Quantity> quantities(Observation observation) {
        return Stream.concat(
                        Stream.of(observation).filter(Observation::hasValue).map(Observation::getValue),
                        observation.getComponent().stream().map(component -> component.getValue()))
                .filter(Quantity.class::isInstance)
                .map(Quantity.class::cast);
    }

    private void flag(Unmapped flag) {
        add(flag.place().toString(), "flag", flag.code(), Finding.UNMAPPED, "");
    }

    private void add(String place, String about, String sent, Finding finding, String detail) {
        decisions.add(new Decision(place, about, sent, finding, null, detail));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
