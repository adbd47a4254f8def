package org.openward.privacy.erasure;

import java.util.Set;

/**
 * Somebody who is to be forgotten.
 *
 * @param patients the ids of the Patient records that are this person
 * @param records the names of all records that speak of this person, such as {@code Observation/12}
 * @param numbers the values of the person's identifiers
 */
public record ErasedPerson(Set<String> patients, Set<String> records, Set<String> numbers) {
    public ErasedPerson {
        patients = Set.copyOf(patients);
        records = Set.copyOf(records);
        numbers = Set.copyOf(numbers);
    }
}
