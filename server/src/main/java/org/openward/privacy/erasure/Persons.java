package org.openward.privacy.erasure;

import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.openward.fhir.FhirStore;
import org.openward.fhir.erasing.StoredTexts;
import org.springframework.stereotype.Component;

/** Finds out which Patient records are one person, since they were merged, and what any version of them said. */
@Component
class Persons {
    private static final String PATIENT = "Patient";

    private final FhirStore store;
    private final StoredTexts texts;

    Persons(FhirStore store, StoredTexts texts) {
        this.store = store;
        this.texts = texts;
    }

    /** Nobody writes anything about this person until the transaction ends. */
    Person find(String patient) {
        texts.lock(PATIENT, List.of(patient));
        store.read(Patient.class, patient);
        var patients = together(patient);
        var words = new IdentityWords();
        for (var record : texts.lock(PATIENT, patients)) {
            texts.versionsOf(record).forEach(text -> words.learn((Patient) texts.read(text)));
        }
        return new Person(patients, words);
    }

    private SortedSet<String> together(String patient) {
        var names = RecordNames.here();
        var found = new TreeSet<String>();
        var open = new ArrayDeque<String>(List.of(patient));
        while (!open.isEmpty()) {
            var id = open.remove();
            if (found.add(id)) {
                store.find(Patient.class, id).ifPresent(known -> open.addAll(same(known, names)));
                store.search(Patient.class, "link=Patient/" + id).stream()
                        .filter(other -> same(other, names).contains(id))
                        .map(other -> other.getIdElement().getIdPart())
                        .forEach(open::add);
            }
        }
        return found;
    }

    private static List<String> same(Patient patient, RecordNames names) {
        return patient.getLink().stream()
                .filter(link -> link.getType() == LinkType.REPLACEDBY || link.getType() == LinkType.REPLACES)
                .flatMap(link -> names.find(PATIENT, link.getOther()).stream())
                .toList();
    }
}
