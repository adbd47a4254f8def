package org.openward.interfaceengine.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirStore;
import org.openward.hl7v2.changes.Change.MergePatients;
import org.openward.hl7v2.results.PatientAsSent;
import org.openward.interfaceengine.Outcome.Reason;
import org.openward.registration.MergeDesk;
import org.springframework.stereotype.Component;

/** Carries out the merges of a message (A40): finds both patients, and has the registration desk merge their records. */
@Component
class PatientMerges {
    private final FhirStore fhir;
    private final SentIdentities identities;
    private final SentPatients patients;
    private final MergeDesk desk;

    PatientMerges(FhirStore fhir, SentIdentities identities, SentPatients patients, MergeDesk desk) {
        this.fhir = fhir;
        this.identities = identities;
        this.patients = patients;
        this.desk = desk;
    }

    /**
     * One merge whose survivor is known.
     *
     * @param ends who ends, unless nobody was told of them yet
     */
    record Planned(String survivor, Optional<String> ends, MergePatients sent) {
        boolean isDone() {
            return ends.filter(survivor::equals).isPresent();
        }

        /** The patients whom it concerns. */
        Stream<String> patients() {
            return Stream.concat(Stream.of(survivor), ends.filter(id -> !isDone()).stream());
        }
    }

    /** Finds everybody before anything is written. */
    List<Planned> plan(List<MergePatients> merges, String namespace) throws CannotChange {
        identities.await(merges.stream()
                .flatMap(merge -> Stream.of(merge.survivor(), merge.prior()))
                .flatMap(sent -> SentPatients.keys(sent, namespace).stream())
                .toList());
        var planned = new ArrayList<Planned>();
        for (var merge : merges) {
            planned.add(plan(merge, namespace));
        }
        return planned;
    }

    private Planned plan(MergePatients merge, String namespace) throws CannotChange {
        var survivor = patients.administered(merge.survivor(), namespace)
                .orElseThrow(() -> new CannotChange(
                        Reason.UNKNOWN_PATIENT, "The patient who survives the merge is not on file under PID-3."));
        var id = survivor.getIdElement().getIdPart();
        var prior = patients.administered(merge.prior(), namespace);
        var ends = prior.map(patient -> patient.getIdElement().getIdPart());
        if (prior.isPresent()
                && !ends.filter(id::equals).isPresent()
                && patients.hasEnded(merge.prior(), namespace, prior.get())) {
            throw new CannotChange(
                    Reason.CONTRADICTION,
                    "The patient in MRG-1 has ended in favour of another one before. Undo that merge, or merge those two.",
                    id);
        }
        return new Planned(id, ends, merge);
    }

    /** Merges them all; the records that this concerns. */
    List<String> carryOut(List<Planned> merges, String namespace) {
        var concerned = new ArrayList<String>();
        for (var merge : merges) {
            var ends = merge.ends().orElseGet(() -> stub(merge.sent().prior(), namespace));
            if (!ends.equals(merge.survivor())) {
                patients.enter(SentPatients.keys(merge.sent().prior(), namespace), ends);
                desk.merge(new org.openward.registration.MergePatients(ends, merge.survivor()));
                concerned.add("Patient/" + ends);
            }
            patients.enter(SentPatients.keys(merge.sent().survivor(), namespace), merge.survivor());
            concerned.add("Patient/" + merge.survivor());
        }
        return concerned.stream().distinct().toList();
    }

    /** A patient of whom nobody told: only that the record ended, and where to, is known. */
    private String stub(PatientAsSent sent, String namespace) {
        var patient = new Patient().setActive(true);
        SentPatients.keys(sent, namespace)
                .forEach(key -> patient.addIdentifier(
                        new Identifier().setSystem(key.system()).setValue(key.value())));
        var name = patient.addName();
        if (!sent.name().family().isEmpty()) {
            name.setFamily(sent.name().family());
        }
        if (!sent.name().given().isEmpty()) {
            name.addGiven(sent.name().given());
        }
        if (name.isEmpty()) {
            patient.getName().clear();
        }
        return fhir.create(patient).getIdElement().getIdPart();
    }
}
