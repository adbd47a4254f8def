package org.openward.hl7v2.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCategory;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceSeverity;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Coverage.CoverageStatus;
import org.hl7.fhir.r4.model.Encounter.DiagnosisComponent;
import org.hl7.fhir.r4.model.Reference;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.Notes;
import org.openward.hl7v2.results.PatientAsSent;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;
import org.openward.hl7v2.results.PatientReading;

/** Reads what happened to a patient (ADT): admission, transfer, discharge, their cancellation, updates and merges. */
public final class AdtToChanges {
    private static final Set<String> EVENTS =
            Set.of("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A11", "A12", "A13", "A28", "A31");
    private static final String MERGE = "A40";

    public IntendedChanges map(Hl7Message message, DeviceProfile profile) {
        Reader reader = new Reader(message, profile);
        if (reader.trigger().equals(MERGE)) {
            merge(reader);
        } else if (EVENTS.contains(reader.trigger())) {
            new Administration(reader).map();
        } else {
            reader.hold(Hold.Reason.UNKNOWN_EVENT, reader.header().place(9), "This event is not mapped");
        }
        return reader.read();
    }

    /** Each PID is followed by the MRG that names whom it replaces. */
    private static void merge(Reader reader) {
        Optional<Segment> survivor = Optional.empty();
        int merged = 0;
        for (Segment segment : reader.segments()) {
            if (segment.name().equals("PID")) {
                survivor = Optional.of(segment);
                reader.say(segment);
            } else if (segment.name().equals("MRG")) {
                reader.say(segment);
                merged++;
                survivor.ifPresentOrElse(
                        into -> merge(reader, into, segment),
                        () -> reader.hold(
                                Hold.Reason.INCOMPLETE, segment.place(0), "A merge does not say who survives"));
            }
        }
        if (merged == 0) {
            reader.hold(Hold.Reason.INCOMPLETE, reader.header().place(9), "A merge does not say who ends");
        }
        reader.first("EVN");
    }

    private static void merge(Reader reader, Segment survivor, Segment prior) {
        PatientAsSent into = new PatientReading(reader.reading().times()).read(survivor, null);
        List<SentIdentifier> numbers = PatientReading.identifiers(prior.field(1));
        if (into.identifiers().isEmpty() || numbers.isEmpty()) {
            reader.hold(Hold.Reason.NO_IDENTITY, prior.place(1), "A merge names a patient without a number");
        } else if (into.identifiers().stream().anyMatch(numbers::contains)) {
            reader.hold(Hold.Reason.CONTRADICTION, prior.place(1), "A merge names the same number twice");
        } else {
            PatientAsSent.Name name = new PatientAsSent.Name(
                    prior.field(7).subcomponent(1, 1), prior.field(7).component(2));
            PatientAsSent ends = new PatientAsSent(
                    numbers,
                    name,
                    Optional.empty(),
                    Optional.empty(),
                    prior.field(5).subcomponent(1, 1));
            reader.add(new Change.MergePatients(into, ends));
        }
    }

    /** The reading of one event that is no merge. */
    private record Administration(Reader reader) {

        void map() {
            Optional<Segment> patient = reader.first("PID");
            if (patient.isEmpty()) {
                reader.hold(Hold.Reason.INCOMPLETE, reader.header().place(9), "There is no patient");
                return;
            }
            reader.first("EVN");
            new PatientMapping(reader).map(patient.get(), reader.named("NK1"));
            String whose = new DiagnosisMapping(reader).whose(patient.get());
            List<DiagnosisComponent> diagnoses = new ArrayList<>();
            reader.all("DG1").forEach(each -> diagnosis(patient.get(), each).ifPresent(diagnoses::add));
            reader.all("AL1").forEach(each -> allergy(whose, each));
            reader.all("IN1").forEach(each -> coverage(whose, each));
            reader.segments().stream()
                    .filter(each -> each.name().equals("PV1"))
                    .findFirst()
                    .ifPresent(visit -> new EncounterMapping(reader).map(visit, diagnoses));
            observe(whose);
        }

        private Optional<DiagnosisComponent> diagnosis(Segment patient, Segment sent) {
            Optional<String> link = new DiagnosisMapping(reader).put(patient, sent);
            if (link.isEmpty()) {
                reader.hold(Hold.Reason.INCOMPLETE, sent.place(3), "A diagnosis has no code");
                return Optional.empty();
            }
            if (DiagnosisMapping.isDeleted(sent)) {
                return Optional.empty();
            }
            DiagnosisComponent use = new DiagnosisComponent(new Reference(link.get()));
            reader.concept(sent, 6, "0052").ifPresent(use::setUse);
            return Optional.of(use);
        }

        /** What is known of the patient at this visit, such as weight and height. */
        private void observe(String whose) {
            String visit = reader.segments().stream()
                    .filter(each -> each.name().equals("PV1"))
                    .findFirst()
                    .map(each -> each.field(19).subcomponent(1, 1))
                    .orElse("");
            Statements statements = new Statements(reader);
            List<Segment> all = reader.segments();
            for (int at = 0; at < all.size(); at++) {
                if (all.get(at).name().equals("OBX")) {
                    statements.put(all.get(at), notesBehind(at), List.of("patient", whose, visit));
                }
            }
        }

        private List<Segment> notesBehind(int segment) {
            return reader.segments().stream()
                    .skip(segment + 1L)
                    .takeWhile(each -> each.name().equals("NTE"))
                    .toList();
        }

        private void allergy(String whose, Segment sent) {
            Optional<CodeableConcept> code = reader.concept(sent, 3);
            if (code.isEmpty()) {
                reader.hold(Hold.Reason.INCOMPLETE, sent.place(3), "An allergy does not say against what");
                return;
            }
            BusinessIdentity identity = BusinessIdentity.of(
                    reader.system("allergies"), List.of(whose, DiagnosisMapping.code(sent.field(3))));
            AllergyIntolerance allergy = new AllergyIntolerance().setCode(code.get());
            allergy.addIdentifier(identity.identifier());
            allergy.getClinicalStatus()
                    .addCoding()
                    .setSystem("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical")
                    .setCode("active");
            category(sent.field(2).component(1)).ifPresent(allergy::addCategory);
            reader.time(sent, 6).ifPresent(allergy::setOnset);
            if (sent.field(5).isPresent()) {
                var reaction = allergy.addReaction();
                reaction.addManifestation().setText(sent.text(5));
                severity(sent.field(4).component(1)).ifPresent(reaction::setSeverity);
            }
            reader.put(allergy, identity);
        }

        private static Optional<AllergyIntoleranceCategory> category(String sent) {
            return switch (sent.toUpperCase(Locale.ROOT)) {
                case "DA" -> Optional.of(AllergyIntoleranceCategory.MEDICATION);
                case "FA" -> Optional.of(AllergyIntoleranceCategory.FOOD);
                case "EA", "AA", "PA", "LA" -> Optional.of(AllergyIntoleranceCategory.ENVIRONMENT);
                default -> Optional.empty();
            };
        }

        private static Optional<AllergyIntoleranceSeverity> severity(String sent) {
            return switch (sent.toUpperCase(Locale.ROOT)) {
                case "SV" -> Optional.of(AllergyIntoleranceSeverity.SEVERE);
                case "MO" -> Optional.of(AllergyIntoleranceSeverity.MODERATE);
                case "MI" -> Optional.of(AllergyIntoleranceSeverity.MILD);
                default -> Optional.empty();
            };
        }

        /** The plan, the company and the policy say which insurance it is. */
        private void coverage(String whose, Segment sent) {
            List<String> parts =
                    List.of(whose, sent.field(2).component(1), sent.field(3).component(1), sent.text(36));
            BusinessIdentity identity = BusinessIdentity.of(reader.system("coverages"), parts);
            Coverage coverage = new Coverage().setStatus(CoverageStatus.ACTIVE);
            coverage.addIdentifier(identity.identifier());
            Optional<Reference> payer = payer(sent);
            if (payer.isEmpty()) {
                reader.hold(Hold.Reason.INCOMPLETE, sent.place(4), "An insurance names no company");
                return;
            }
            coverage.addPayor(payer.get());
            if (!sent.text(36).isEmpty()) {
                coverage.setSubscriberId(sent.text(36));
            }
            reader.concept(sent, 2).ifPresent(coverage::setType);
            reader.time(sent, 12).ifPresent(start -> coverage.getPeriod().setStartElement(start));
            reader.time(sent, 13).ifPresent(end -> coverage.getPeriod().setEndElement(end));
            reader.put(coverage, identity);
        }

        private Optional<Reference> payer(Segment sent) {
            String name = sent.field(4).component(1);
            String number = sent.field(3).component(1);
            if (name.isEmpty() && number.isEmpty()) {
                return Optional.empty();
            }
            Reference payer = new Reference().setType("Organization").setDisplay(name.isEmpty() ? number : name);
            if (!number.isEmpty()) {
                payer.setIdentifier(Notes.identifier("NII", reader.system("organizations"), number));
            }
            return Optional.of(payer);
        }
    }
}
