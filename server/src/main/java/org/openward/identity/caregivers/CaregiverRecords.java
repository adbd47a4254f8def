package org.openward.identity.caregivers;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.openward.tenancy.TenantId;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which RelatedPersons a caregiver's account is: one for each patient, each with one account. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class CaregiverRecords {
    private final JdbcClient jdbc;
    private final Clock clock;

    CaregiverRecords(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The account is that one too; false when another account is it. */
    boolean add(String userName, TenantId tenant, String record, String addedBy) {
        return jdbc.sql(
                                """
                                insert into identity.caregiver_record as known (tenant, record, user_name, added_by, added_at)
                                values (:tenant, :record, :name, :by, :now)
                                on conflict (tenant, record) do update set added_by = known.added_by
                                where known.user_name = excluded.user_name
                                """)
                        .param("tenant", tenant.value())
                        .param("record", record)
                        .param("name", userName)
                        .param("by", addedBy)
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }

    /** Those of an account. */
    List<String> of(String userName, TenantId tenant) {
        return jdbc.sql(
                        "select record from identity.caregiver_record where user_name = ? and tenant = ? order by added_at")
                .params(userName, tenant.value())
                .query(String.class)
                .list();
    }

    /** Whose accounts these are. */
    List<String> accountsOf(TenantId tenant, Collection<String> records) {
        return jdbc.sql(
                        """
                        select distinct user_name from identity.caregiver_record
                        where tenant = :tenant and record = any (:records) order by user_name
                        """)
                .param("tenant", tenant.value())
                .param("records", records.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    int remove(TenantId tenant, Collection<String> records) {
        return jdbc.sql("delete from identity.caregiver_record where tenant = :tenant and record = any (:records)")
                .param("tenant", tenant.value())
                .param("records", records.toArray(String[]::new))
                .update();
    }
}
