package org.openward.privacy.erasure;

import java.util.Set;
import java.util.SortedSet;

/**
 * Somebody who is to be erased: all Patient records that are this person, and the words that say who it is.
 *
 * @param patients their ids
 */
record Person(SortedSet<String> patients, IdentityWords words) {
    /** As departments look for him. */
    ErasedPerson spokenOfBy(Set<String> records, Set<String> own) {
        return new ErasedPerson(patients, records, own, words.numbers());
    }
}
