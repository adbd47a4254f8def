package org.openward.interfaceengine;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.changes.IntendedChanges;
import org.openward.hl7v2.datatypes.Unmapped;
import org.openward.hl7v2.results.Accounting;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.interfaceengine.Outcome.Remark;

/**
 * What people are told about a filed message by the way in which it was read: doubts first, then what it says and no record does.
 *
 * @param all none of them has a value of the patient
 */
record ReadingRemarks(List<Remark> all) {
    /** Nobody reads more, and a message may have a doubt in every line. */
    private static final int MOST = 50;

    /** HL7 table 0103. */
    private static final Set<String> NOT_PRODUCTION = Set.of("T", "D");

    /** A document is part of the report, and what is said of the patient is told of once. */
    private static final Set<Accounting.Reason> TOLD_OTHERWISE =
            EnumSet.of(Accounting.Reason.DOCUMENT, Accounting.Reason.OF_PATIENT);

    ReadingRemarks {
        all = all.size() <= MOST ? List.copyOf(all) : shortened(all);
    }

    static ReadingRemarks of(LaboratoryResults results) {
        var remarks = new ArrayList<>(about(results.header()));
        var leftOut = results.accounting().leftOut();
        remarks.addAll(Remark.ofPatient(leftOut.stream()
                .filter(each -> each.reason() == Accounting.Reason.OF_PATIENT)
                .count()));
        remarks.addAll(doubts(results.remarks()));
        results.unmapped().stream()
                .filter(unmapped -> unmapped.kind() == Unmapped.Kind.FLAG)
                .map(flag -> new Remark("unmapped-flag", flag.place().toString(), "A flag is kept as it was sent."))
                .forEach(remarks::add);
        leftOut.stream()
                .filter(each -> !TOLD_OTHERWISE.contains(each.reason()))
                .map(each -> new Remark("left-out", each.place().toString(), "It is no result: " + word(each.reason())))
                .forEach(remarks::add);
        remarks.addAll(aside(results.aside()));
        return new ReadingRemarks(remarks);
    }

    static ReadingRemarks of(IntendedChanges intended) {
        return new ReadingRemarks(
                Stream.of(about(intended.header()), doubts(intended.remarks()), aside(intended.aside()))
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<Remark> about(MessageHeader header) {
        return NOT_PRODUCTION.contains(header.processingId())
                ? List.of(
                        new Remark("not-production", "MSH-11", "Its sender says that it is for training or debugging."))
                : List.of();
    }

    private static List<Remark> doubts(List<org.openward.hl7v2.datatypes.Remark> doubts) {
        return doubts.stream()
                .map(doubt -> new Remark(word(doubt.kind()), doubt.place().toString(), doubt.text()))
                .toList();
    }

    /** A message may have many of a name; they are told of once. */
    private static List<Remark> aside(List<Place> segments) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        segments.forEach(each -> numbers.merge(each.segment(), 1, Integer::sum));
        return numbers.entrySet().stream()
                .map(each -> new Remark(
                        "kept-aside",
                        each.getKey(),
                        "Segments without a place in a record, kept in the stored message: " + each.getValue()))
                .toList();
    }

    private static List<Remark> shortened(List<Remark> all) {
        return Stream.concat(
                        all.stream().limit(MOST - 1L),
                        Stream.of(new Remark(
                                "more-remarks",
                                "MSH",
                                (all.size() - MOST + 1)
                                        + " further remarks are told by a dry run of its replay only.")))
                .toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
