package org.openward.interfaceengine;

import org.openward.tenancy.TenantId;

/** The messages of one analyzer of one tenant, filed one after the other. */
public record Lane(TenantId tenant, String name) {}
