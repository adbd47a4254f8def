package org.openward.fhir.erasing;

/**
 * A record of the acting tenant, alive or deleted.
 *
 * @param row the number under which the store keeps it
 * @param version the newest, also when that only tells of its deletion
 */
public record StoredRecord(long row, String type, String id, long version) {
    /** Such as {@code Observation/12}. */
    public String name() {
        return type + "/" + id;
    }
}
