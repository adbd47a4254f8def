package org.openward.hl7v2.changes;

import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.DomainResource;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.PatientAsSent;

/** One thing that a message wants changed. */
public sealed interface Change {

    /**
     * The next version of the resource with this identity: what it says replaces what is stored, what it leaves out stays.
     *
     * @param resource without subject, and linked to others of the message by {@code urn:uuid} ids
     * @param erased names of elements that the sender wants emptied
     * @param presumed names of elements that the sender did not say, and which a message that says nothing else new does not change
     * @param partial names of lists of which the message names some entries only: the others stay
     * @param shared for a thing whose number its sender may have given to others too; nothing for all others
     */
    record Put(
            DomainResource resource,
            BusinessIdentity identity,
            Existence existence,
            Set<String> erased,
            Set<String> presumed,
            Set<String> partial,
            Optional<SharedNumber> shared)
            implements Change {
        public Put {
            erased = Set.copyOf(erased);
            presumed = Set.copyOf(presumed);
            partial = Set.copyOf(partial);
        }

        /** Every list that it names is whole, and its number is its own. */
        public Put(
                DomainResource resource,
                BusinessIdentity identity,
                Existence existence,
                Set<String> erased,
                Set<String> presumed) {
            this(resource, identity, existence, erased, presumed, Set.of(), Optional.empty());
        }
    }

    /**
     * A number that means several orders, each of them for another test.
     *
     * @param alone the identity of the order that had the number first
     * @param withTest the identity that one for this test has if another was first
     */
    record SharedNumber(BusinessIdentity alone, BusinessIdentity withTest) {}

    /** Whether the resource may be made new. */
    enum Existence {
        MAY_BE_NEW,
        /** It changes something known; when nothing is stored, a person must look. */
        MUST_EXIST
    }

    /** Two records of patients are of one person; the prior one ends and everything of it goes to the survivor. */
    record MergePatients(PatientAsSent survivor, PatientAsSent prior) implements Change {}
}
