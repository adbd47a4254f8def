package org.openward.fhir.sealing;

/** A department that keeps numbers, or copies of records, beside the records. */
public interface KeptNumbers {
    /**
     * Brings what is kept in the acting tenant to what is sealed by now, as part of the open transaction.
     *
     * @return how many things stay as they are, since they cannot be opened
     */
    int sealAgain();
}
