package org.openward.tenancy;

import org.openward.testing.Postgres;

/** The register of tenants in the tests' database. */
public final class TenantsForTests {
    private TenantsForTests() {}

    public static Tenants register() {
        return new Tenants(Postgres.jdbc());
    }
}
