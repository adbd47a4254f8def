package org.openward.hl7v2.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Times;
import org.openward.hl7v2.results.PatientAsSent.Name;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;

/** Reads PID and PV1. */
public record PatientReading(Times times) {

    public PatientAsSent read(@Nullable Segment patient, @Nullable Segment visit) {
        String number = visit == null ? "" : visit.field(19).subcomponent(1, 1);
        if (patient == null) {
            return new PatientAsSent(List.of(), new Name("", ""), Optional.empty(), Optional.empty(), number);
        }
        return new PatientAsSent(
                identifiers(patient),
                new Name(patient.field(5).subcomponent(1, 1), patient.field(5).component(2)),
                times.date(patient.field(7), patient.place(7)),
                sex(patient.field(8).component(1)),
                number);
    }

    private static List<SentIdentifier> identifiers(Segment patient) {
        List<SentIdentifier> identifiers = new ArrayList<>(identifiers(patient.field(3)));
        if (identifiers.isEmpty()) {
            identifiers.addAll(identifiers(patient.field(2)));
            identifiers.addAll(identifiers(patient.field(4)));
        }
        return List.copyOf(identifiers);
    }

    /** The numbers in one field, each with the authority that gave it. */
    public static List<SentIdentifier> identifiers(Field field) {
        return field.repetitions().stream()
                .filter(each -> !each.component(1).isEmpty())
                .map(PatientReading::identifier)
                .toList();
    }

    private static SentIdentifier identifier(Field field) {
        String universal = field.subcomponent(4, 2);
        String kind = field.subcomponent(4, 3).toUpperCase(Locale.ROOT);
        String uri =
                switch (kind) {
                    case "ISO" -> universal.isEmpty() ? "" : "urn:oid:" + universal;
                    case "UUID" -> universal.isEmpty() ? "" : "urn:uuid:" + universal;
                    case "URI", "URL" -> universal;
                    default -> "";
                };
        return new SentIdentifier(field.component(1), field.subcomponent(4, 1), uri, field.component(5));
    }

    public static Optional<AdministrativeGender> sex(String sent) {
        return switch (sent.toUpperCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "F", "FEMALE" -> Optional.of(AdministrativeGender.FEMALE);
            case "M", "MALE" -> Optional.of(AdministrativeGender.MALE);
            case "A", "N", "O", "OTHER" -> Optional.of(AdministrativeGender.OTHER);
            default -> Optional.of(AdministrativeGender.UNKNOWN);
        };
    }
}
