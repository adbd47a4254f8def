package org.openward.fhir.bulk;

import java.util.UUID;
import org.openward.tenancy.TenantId;

/**
 * The leave to work on a job, for a while that grows with each step.
 *
 * @param holder tells this leave from every other
 * @param attempts how often it was given since the work last came further
 */
record Turn(UUID job, TenantId tenant, UUID holder, int attempts) {}
