package org.openward.hl7v2.writing;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.Systems;

/** Writes the simple data types of FHIR as fields: texts, times, identifiers and people. */
final class Fields {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final String OBJECT_IDENTIFIER = "urn:oid:";

    private final Letterhead letterhead;

    Fields(Letterhead letterhead) {
        this.letterhead = letterhead;
    }

    Letterhead letterhead() {
        return letterhead;
    }

    /** A text on one line; what would break the frame or the line of a message becomes a blank. */
    String text(@Nullable String text) {
        return text == null
                ? ""
                : letterhead
                        .notation()
                        .escape(text.replaceAll("\\p{Cntrl}+", " ").strip());
    }

    /** A text that keeps its line breaks. */
    String lines(@Nullable String text) {
        return text == null
                ? ""
                : letterhead
                        .notation()
                        .escape(text.replace("\r\n", "\n")
                                .replace('\r', '\n')
                                .replaceAll("[\\p{Cntrl}&&[^\n]]+", " ")
                                .strip());
    }

    /** Components as one field, without what is empty at its end. */
    static String composite(String... components) {
        return joined("^", Arrays.asList(components));
    }

    static String repeated(List<String> repetitions) {
        return repetitions.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining("~"));
    }

    private static String joined(String separator, List<String> parts) {
        var last = parts.size();
        while (last > 0 && parts.get(last - 1).isEmpty()) {
            last--;
        }
        return String.join(separator, parts.subList(0, last));
    }

    String time(Instant moment) {
        return SECONDS.format(moment.atZone(letterhead.zone()));
    }

    String time(@Nullable Date moment) {
        return moment == null ? "" : time(moment.toInstant());
    }

    /** A time with the precision that it is known to; a day, a month or a year belongs to no zone. */
    String time(@Nullable BaseDateTimeType time) {
        if (time == null || !time.hasValue()) {
            return "";
        }
        return switch (time.getPrecision()) {
            case YEAR, MONTH, DAY -> time.getValueAsString().replace("-", "");
            case MILLI -> precise(time.getValue().toInstant(), letterhead.zone());
            default -> time(time.getValue());
        };
    }

    private String precise(Instant moment, ZoneId zone) {
        var thousandths = moment.toEpochMilli() % 1000;
        return thousandths == 0
                ? time(moment)
                : DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSSZ", Locale.ROOT)
                        .format(moment.atZone(zone));
    }

    String start(@Nullable Period period) {
        return period == null ? "" : time(period.getStartElement());
    }

    String end(@Nullable Period period) {
        return period == null ? "" : time(period.getEndElement());
    }

    /** CX: a number with whoever gave it out and its kind. */
    String numberOf(Identifier identifier) {
        return composite(
                text(identifier.getValue()),
                "",
                "",
                authority(identifier),
                text(identifier.getType().getCodingFirstRep().getCode()));
    }

    /** EI: a number with whoever gave it out. */
    String entity(String value, String namespace) {
        return composite(text(value), text(namespace));
    }

    /** HD: a name that people know and the identifier of the series of numbers. */
    private String authority(Identifier identifier) {
        var system = identifier.hasSystem() ? identifier.getSystem() : "";
        var name = text(authorityName(identifier, system));
        if (system.isEmpty()) {
            return name;
        }
        return system.startsWith(OBJECT_IDENTIFIER)
                ? name + "&" + text(system.substring(OBJECT_IDENTIFIER.length())) + "&ISO"
                : name + "&" + text(system) + "&URI";
    }

    private String authorityName(Identifier identifier, String system) {
        if (identifier.getAssigner().hasDisplay()) {
            return identifier.getAssigner().getDisplay();
        }
        return system.startsWith(Systems.ROOT) ? letterhead.parties().sendingFacility() : "";
    }

    /** XCN: a person as far as a reference tells who it is. */
    String person(Reference reference) {
        var identifier = reference.getIdentifier();
        var number = identifier.hasValue() ? text(identifier.getValue()) : "";
        return composite(number, text(reference.getDisplay()));
    }

    String people(List<Reference> references) {
        return repeated(references.stream().map(this::person).toList());
    }

    /** PL: a place as unit, room and bed. */
    String place(Reference location) {
        var parts = location.hasDisplay() ? location.getDisplay().split(",\\s*", 4) : new String[0];
        return composite(Arrays.stream(parts).map(this::text).toArray(String[]::new));
    }
}
