package org.openward.testing;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;

/** Tenants for tests that share one database: each test works in one of its own. */
public final class Tenancy {
    private Tenancy() {}

    /** A clinic of its own, with its clock in that zone and its money in that currency. */
    public static TenantId aClinic(String timeZone, String currency) {
        var id = "clinic-" + UUID.randomUUID().toString().substring(0, 8);
        Postgres.inTransaction().executeWithoutResult(status -> Postgres.jdbc()
                .sql(
                        """
                        insert into openward.tenant (id, name, partition_id, time_zone, currency)
                        values (:id, :id, :partition, :zone, :currency)
                        """)
                .param("id", id)
                .param("partition", ThreadLocalRandom.current().nextInt(1000, Integer.MAX_VALUE))
                .param("zone", timeZone)
                .param("currency", currency)
                .update());
        return new TenantId(id);
    }

    public static TenantId aClinic() {
        return aClinic("UTC", "INR");
    }

    /** A clerk of that clinic. */
    public static Caller aClerkOf(TenantId clinic) {
        return new Caller(clinic, Caller.Kind.PERSON, "clerk", UUID.randomUUID().toString(), "127.0.0.1");
    }
}
