package org.openward.hl7v2.changes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationStatus;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.datatypes.Times;
import org.openward.hl7v2.results.BusinessIdentity;

/** Reads PV1 as the encounter; how far it is says the event. */
record EncounterMapping(Reader reader) {
    private static final String CLASSES = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String ROLES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private static final Map<String, String> CLASS_CODES = Map.of("E", "EMER", "I", "IMP", "O", "AMB", "P", "PRENC");
    private static final Map<Integer, String> PEOPLE = Map.of(7, "ATND", 8, "REF", 9, "CON", 17, "ADM", 52, "PART");

    /** How far the encounter is after an event. An update leaves it as it is. */
    private static final Map<String, EncounterStatus> STATUSES = Map.ofEntries(
            Map.entry("A01", EncounterStatus.INPROGRESS),
            Map.entry("A02", EncounterStatus.INPROGRESS),
            Map.entry("A03", EncounterStatus.FINISHED),
            Map.entry("A04", EncounterStatus.ARRIVED),
            Map.entry("A05", EncounterStatus.PLANNED),
            Map.entry("A06", EncounterStatus.INPROGRESS),
            Map.entry("A07", EncounterStatus.INPROGRESS),
            Map.entry("A11", EncounterStatus.CANCELLED),
            Map.entry("A12", EncounterStatus.INPROGRESS),
            Map.entry("A13", EncounterStatus.INPROGRESS));

    /** Events that take something back: there must be something to take back. */
    private static final Set<String> CORRECTIONS = Set.of("A11", "A12", "A13");

    void map(Segment sent, List<Encounter.DiagnosisComponent> diagnoses) {
        Optional<BusinessIdentity> identity = reader.identity("visits", sent.field(19));
        if (identity.isEmpty()) {
            if (STATUSES.containsKey(reader.trigger())) {
                reader.hold(Hold.Reason.NO_IDENTITY, sent.place(19), "The visit has no number");
            }
            return;
        }
        reader.say(sent);
        Encounter encounter = new Encounter();
        encounter.addIdentifier(identity.get().identifier());
        encounter.addIdentifier(reader.number("VN", "visit-numbers", sent.field(19)));
        Optional.ofNullable(STATUSES.get(reader.trigger())).ifPresent(encounter::setStatus);
        describe(encounter, sent);
        addLocations(encounter, sent);
        addPeriod(encounter, sent);
        diagnoses.forEach(encounter::addDiagnosis);
        boolean correction = CORRECTIONS.contains(reader.trigger());
        reader.put(
                encounter,
                identity.get(),
                correction ? Change.Existence.MUST_EXIST : Change.Existence.MAY_BE_NEW,
                erased(sent));
    }

    private void describe(Encounter encounter, Segment sent) {
        String code = sent.text(2);
        if (!code.isEmpty()) {
            String known = CLASS_CODES.get(code);
            encounter.setClass_(
                    known == null
                            ? new Coding()
                                    .setSystem("http://terminology.hl7.org/CodeSystem/v2-0004")
                                    .setCode(code)
                            : new Coding().setSystem(CLASSES).setCode(known));
        }
        reader.concept(sent, 4, "0007").ifPresent(encounter::addType);
        reader.concept(sent, 10, "0069").ifPresent(encounter::setServiceType);
        reader.concept(sent, 14, "0023")
                .ifPresent(source -> encounter.getHospitalization().setAdmitSource(source));
        reader.concept(sent, 36, "0112")
                .ifPresent(kind -> encounter.getHospitalization().setDischargeDisposition(kind));
        new TreeMap<>(PEOPLE).forEach((field, role) -> reader.people(sent, field)
                .forEach(person -> addPerson(encounter, role, person)));
    }

    private static void addPerson(Encounter encounter, String role, Reference person) {
        var participant = encounter.addParticipant().setIndividual(person);
        participant.addType().addCoding().setSystem(ROLES).setCode(role);
    }

    private void addLocations(Encounter encounter, Segment sent) {
        boolean planned = sent.text(2).equals("P");
        addLocation(
                encounter, sent.field(3), planned ? EncounterLocationStatus.PLANNED : EncounterLocationStatus.ACTIVE);
        addLocation(encounter, sent.field(6), EncounterLocationStatus.COMPLETED);
        addLocation(encounter, sent.field(11), EncounterLocationStatus.ACTIVE);
        addLocation(encounter, sent.field(42), EncounterLocationStatus.RESERVED);
    }

    private void addLocation(Encounter encounter, Field sent, EncounterLocationStatus status) {
        location(reader, sent)
                .ifPresent(place -> encounter.addLocation().setLocation(place).setStatus(status));
    }

    /** A place (PL) by its unit, room, bed and building. */
    static Optional<Reference> location(Reader reader, Field sent) {
        List<String> parts = IntStream.of(1, 2, 3, 4)
                .mapToObj(part -> sent.subcomponent(part, 1))
                .toList();
        String name = parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        BusinessIdentity identity = BusinessIdentity.of(reader.system("locations"), parts);
        Identifier identifier = identity.identifier();
        return Optional.of(
                new Reference().setType("Location").setIdentifier(identifier).setDisplay(name));
    }

    private void addPeriod(Encounter encounter, Segment sent) {
        reader.time(sent, 44).ifPresent(start -> encounter.getPeriod().setStartElement(start));
        if (reader.trigger().equals("A13")) {
            return;
        }
        reader.time(sent, 45).ifPresent(end -> {
            var start = encounter.getPeriod().getStartElement();
            if (start.hasValue() && Times.isBefore(end, start)) {
                reader.reading()
                        .findings()
                        .remark(Remark.Kind.UNREADABLE_TIME, sent.place(45), "The stay ends before it begins");
            } else {
                encounter.getPeriod().setEndElement(end);
            }
            if (!encounter.hasStatus()) {
                encounter.setStatus(EncounterStatus.FINISHED);
            }
        });
    }

    private Set<String> erased(Segment sent) {
        Set<String> erased = new HashSet<>();
        if (reader.trigger().equals("A13") || sent.field(45).isNull()) {
            erased.add("period.end");
        }
        if (sent.field(36).isNull() || reader.trigger().equals("A13")) {
            erased.add("hospitalization.dischargeDisposition");
        }
        return erased;
    }
}
