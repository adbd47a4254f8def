package org.openward.interfaceengine.outbound;

import org.openward.tenancy.TenantId;

/**
 * One destination of one tenant.
 *
 * @param id of its Endpoint
 */
record DestinationKey(TenantId tenant, String id) {}
