package org.openward.hl7v2.changes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.datatypes.Findings;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.Notes;
import org.openward.hl7v2.results.PatientReading;

/** One message while it is read: its segments, what they mean in data types, and what was found out so far. */
final class Reader {
    /** Records of which each has a number of its own. */
    private static final Set<String> NUMBERED = Set.of(
            "Appointment",
            "ChargeItem",
            "DocumentReference",
            "Immunization",
            "MedicationDispense",
            "MedicationRequest",
            "ServiceRequest");

    private final Hl7Message message;
    private final Reading reading;
    private final List<Change> changes = new ArrayList<>();
    private final List<Hold> holds = new ArrayList<>();
    private final Set<Segment> said = new HashSet<>();

    Reader(Hl7Message message, DeviceProfile profile) {
        this.message = message;
        this.reading = new Reading(profile, new NoTranslation(), new Findings());
        reading.findings().remarkLosses(message);
        said.add(message.segments().get(0));
    }

    Reading reading() {
        return reading;
    }

    String trigger() {
        return message.header().trigger().toUpperCase(Locale.ROOT);
    }

    Segment header() {
        return message.segments().get(0);
    }

    List<Segment> segments() {
        return message.segments();
    }

    /** All segments of a name; whoever makes something of one says so. */
    List<Segment> named(String name) {
        return message.segments(name);
    }

    /** All segments of a name; they count as said. */
    List<Segment> all(String name) {
        List<Segment> found = message.segments(name);
        said.addAll(found);
        return found;
    }

    /** The first segment of a name; it counts as said, and further ones do not. */
    Optional<Segment> first(String name) {
        Optional<Segment> found = message.segments(name).stream().findFirst();
        found.ifPresent(said::add);
        return found;
    }

    void say(Segment segment) {
        said.add(segment);
    }

    void put(DomainResource resource, BusinessIdentity identity, Existence existence, Set<String> erased) {
        put(new Change.Put(resource, identity, existence, erased, Set.of()));
    }

    /** The same again is taken once. Of two that differ, neither is taken for sure where its sender numbers each of them. */
    void put(Change.Put put) {
        put.resource().setId(put.identity().link());
        Optional<Change.Put> before = earlier(put);
        if (before.filter(other -> other.resource().equalsDeep(put.resource())).isPresent()) {
            return;
        }
        changes.add(put);
        if (before.isPresent()) {
            tellApart(put.resource().fhirType());
        }
    }

    private void tellApart(String kind) {
        if (NUMBERED.contains(kind)) {
            hold(Hold.Reason.CONTRADICTION, header().place(0), "The message says two different things of one " + kind);
        } else {
            reading.findings()
                    .remark(
                            Remark.Kind.REPEATED_RECORD,
                            header().place(0),
                            "The message tells of the same " + kind + " in two ways; the later one counts");
        }
    }

    private Optional<Change.Put> earlier(Change.Put put) {
        return changes.stream()
                .filter(Change.Put.class::isInstance)
                .map(Change.Put.class::cast)
                .filter(other -> other.identity().equals(put.identity())
                        && other.resource().getClass() == put.resource().getClass())
                .reduce((first, second) -> second);
    }

    void put(DomainResource resource, BusinessIdentity identity) {
        put(resource, identity, Existence.MAY_BE_NEW, Set.of());
    }

    void add(Change change) {
        changes.add(change);
    }

    void hold(Hold.Reason reason, Place place, String text) {
        holds.add(new Hold(reason, place, text));
    }

    IntendedChanges read() {
        Segment patient = first("PID").orElse(null);
        Segment visit = message.segments("PV1").stream().findFirst().orElse(null);
        List<Place> aside = message.segments().stream()
                .filter(each -> !said.contains(each))
                .map(each -> each.place(0))
                .toList();
        return new IntendedChanges(
                message.header(),
                new PatientReading(reading.times()).read(patient, visit),
                changes,
                holds,
                aside,
                reading.findings().remarks());
    }

    String system(String kind) {
        return reading.profile().namespace() + "/" + kind;
    }

    /** A number (EI or CX) as identity: its namespace or universal id is part of it. */
    Optional<BusinessIdentity> identity(String kind, Field number) {
        String id = number.subcomponent(1, 1);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>(List.of(id));
        String space = number.component(2);
        if (!space.isEmpty()) {
            parts.add(space);
        }
        return Optional.of(BusinessIdentity.of(system(kind), parts));
    }

    Identifier number(String type, String kind, Field number) {
        return Notes.identifier(type, system(kind), number.subcomponent(1, 1));
    }

    Optional<CodeableConcept> concept(Segment segment, int field) {
        return reading.codes().concept(segment.field(field));
    }

    /** A code that its sender leaves to an HL7 table. */
    Optional<CodeableConcept> concept(Segment segment, int field, String table) {
        return reading.codes().concept(segment.field(field), table);
    }

    Optional<DateTimeType> time(Segment segment, int field) {
        return reading.times().dateTime(segment.field(field), segment.place(field));
    }

    Optional<DateTimeType> time(Segment segment, int field, int component) {
        return reading.times().dateTime(segment.field(field).component(component), segment.place(field));
    }

    List<Reference> people(Segment segment, int field) {
        return segment.field(field).repetitions().stream()
                .map(each -> Notes.person(each, reading.profile().namespace()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** What administrative codes mean is said by the tables of HL7, not by the maps of an analyzer. */
    private static final class NoTranslation implements CodeTranslation {
        @Override
        public Optional<Coding> code(Coding sent) {
            return Optional.empty();
        }

        @Override
        public Optional<String> unit(String sent) {
            return Optional.empty();
        }
    }
}
