package org.openward.privacy.erasure;

import java.util.Set;

/**
 * Somebody who is to be forgotten.
 *
 * @param patients the ids of the Patient records that are this person
 * @param records the names of all records that speak of this person, such as {@code Observation/12}
 * @param own those of them that speak of nobody else
 * @param numbers by which the person was known
 */
public record ErasedPerson(Set<String> patients, Set<String> records, Set<String> own, Set<KnownBy> numbers) {
    public ErasedPerson {
        patients = Set.copyOf(patients);
        records = Set.copyOf(records);
        own = Set.copyOf(own);
        numbers = Set.copyOf(numbers);
    }

    /**
     * A number that somebody gave to a person. The same digits of somebody else are another number.
     *
     * @param system of whoever gave it, or empty if that is not said
     */
    public record KnownBy(String system, String value) {}
}
