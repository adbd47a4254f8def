package org.openward.fhir.sealing;

/**
 * Where in the database something sealed stands: it opens nowhere else.
 *
 * @param partition of the tenant
 * @param name of the thing in the tenant
 */
public record Place(int partition, String name) {
    /** A record of the FHIR store, whichever version. */
    public static Place ofRecord(int partition, long number) {
        return new Place(partition, "record " + number);
    }

    /** @param part what of it */
    String bound(String part) {
        return partition + "\n" + name + "\n" + part;
    }
}
