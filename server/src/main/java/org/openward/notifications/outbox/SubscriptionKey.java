package org.openward.notifications.outbox;

import org.openward.tenancy.TenantId;

/** One subscription of one tenant. */
public record SubscriptionKey(TenantId tenant, String id) {}
