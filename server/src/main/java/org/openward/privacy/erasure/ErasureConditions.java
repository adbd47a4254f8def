package org.openward.privacy.erasure;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirStore;
import org.springframework.stereotype.Component;

/** What must be over before anybody is erased; asked when it is proposed and again when it is carried out. */
@Component
class ErasureConditions {
    private final LegalHolds holds;
    private final FhirStore store;
    private final List<PersonalTraces> departments;

    ErasureConditions(LegalHolds holds, FhirStore store, List<PersonalTraces> departments) {
        this.holds = holds;
        this.store = store;
        this.departments = departments;
    }

    void require(Person person) {
        if (person.patients().stream()
                .flatMap(id -> store.find(Patient.class, id).stream())
                .anyMatch(Tombstone::isOne)) {
            throw ErasureRefused.erasedBefore();
        }
        if (!holds.among(person.patients()).isEmpty()) {
            throw ErasureRefused.underLegalHold();
        }
        for (var patient : person.patients()) {
            if (!store.search(
                            Encounter.class,
                            "patient=Patient/" + patient + "&status=arrived,triaged,in-progress,onleave")
                    .isEmpty()) {
                throw ErasureRefused.stillInCare();
            }
        }
        var asked = person.spokenOfBy(Set.of(), Set.of());
        departments.stream()
                .map(department -> department.hindrance(asked))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(why -> {
                    throw ErasureRefused.hindered(why);
                });
    }
}
