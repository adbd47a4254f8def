package org.openward.fhir.changes;

import java.time.Instant;

/**
 * A record was written.
 *
 * @param number in the order in which changes were written down
 * @param interaction create, update or delete
 */
public record Change(long number, String type, String id, long version, String interaction, Instant at) {
    public static final String CREATE = "create";
    public static final String UPDATE = "update";
    public static final String DELETE = "delete";
}
