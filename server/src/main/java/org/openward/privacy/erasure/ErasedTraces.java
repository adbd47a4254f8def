package org.openward.privacy.erasure;

import java.util.List;
import java.util.stream.Stream;
import org.openward.fhir.erasing.StoredCopies;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Erases what is kept of a person beside the FHIR records, by the departments, by the store and here. */
@Component
class ErasedTraces {
    private final List<PersonalTraces> departments;
    private final StoredCopies copies;
    private final JdbcClient jdbc;

    ErasedTraces(List<PersonalTraces> departments, StoredCopies copies, JdbcClient jdbc) {
        this.departments = departments;
        this.copies = copies;
        this.jdbc = jdbc;
    }

    /** How many things it was. */
    int erase(ErasedPerson person) {
        var count = copies.forgetFiles();
        count += copies.forgetAnswers(person.patients().stream()
                .flatMap(id -> Stream.of("Patient/" + id + "\"", "\"resourceType\":\"Patient\",\"id\":\"" + id + "\""))
                .toList());
        count += jdbc.sql("select openward.erase_emergency_reasons(:patients)")
                .param("patients", person.patients().toArray(String[]::new))
                .query(Integer.class)
                .single();
        return count
                + departments.stream()
                        .mapToInt(department -> department.erase(person))
                        .sum();
    }
}
