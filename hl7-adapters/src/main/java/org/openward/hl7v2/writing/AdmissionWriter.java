package org.openward.hl7v2.writing;

import java.time.Instant;
import java.util.Map;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.writing.Sheet.Stamp;

/** Writes what happens to patients and their visits as ADT. */
public final class AdmissionWriter {
    /** The message structures of the events that are written. */
    private static final Map<String, String> STRUCTURES = Map.ofEntries(
            Map.entry("A01", "ADT_A01"),
            Map.entry("A02", "ADT_A02"),
            Map.entry("A03", "ADT_A03"),
            Map.entry("A04", "ADT_A01"),
            Map.entry("A05", "ADT_A05"),
            Map.entry("A08", "ADT_A01"),
            Map.entry("A11", "ADT_A09"),
            Map.entry("A13", "ADT_A01"),
            Map.entry("A28", "ADT_A05"),
            Map.entry("A29", "ADT_A21"),
            Map.entry("A31", "ADT_A05"),
            Map.entry("A38", "ADT_A38"));

    private static final String MERGED = "A40";

    private final Letterhead letterhead;
    private final Fields fields;

    public AdmissionWriter(Letterhead letterhead) {
        this.letterhead = letterhead;
        this.fields = new Fields(letterhead);
    }

    /**
     * What happened.
     *
     * @param trigger such as A01
     * @param encounter none for an event of the person alone
     */
    public record Event(String trigger, Patient patient, @Nullable Encounter encounter) {}

    public WrittenMessage write(Event event, String controlId, Instant at) throws CannotBeWritten {
        var structure = STRUCTURES.get(event.trigger());
        if (structure == null) {
            throw new CannotBeWritten("The event " + event.trigger() + " is not written.");
        }
        var patient = new PatientLines(fields);
        var sheet = new Sheet(letterhead, "ADT^" + event.trigger(), structure, new Stamp(controlId, at))
                .add(occurrence(event.trigger(), at))
                .add(patient.patient(event.patient()));
        patient.kin(event.patient()).forEach(sheet::add);
        sheet.add(event.encounter() == null ? VisitLine.none() : new VisitLine(fields).visit(event.encounter()));
        return sheet.written();
    }

    /**
     * Two records of patients turned out to be of one person.
     *
     * @param prior the record that has ended
     */
    public record Merge(Patient survivor, Patient prior) {}

    /** ADT^A40: a number that only the prior patient had stands in MRG, and no longer among those of the survivor. */
    public WrittenMessage write(Merge merge, String controlId, Instant at) throws CannotBeWritten {
        var patient = new PatientLines(fields);
        return new Sheet(letterhead, "ADT^" + MERGED, "ADT_A39", new Stamp(controlId, at))
                .add(occurrence(MERGED, at))
                .add(patient.survivor(merge))
                .add(patient.prior(merge))
                .written();
    }

    /** EVN-1 was withdrawn in version 2.7. */
    private Line occurrence(String trigger, Instant at) {
        return new Line("EVN")
                .put(1, letterhead.isSince(Hl7Version.V2_7) ? "" : trigger)
                .put(2, fields.time(at));
    }
}
