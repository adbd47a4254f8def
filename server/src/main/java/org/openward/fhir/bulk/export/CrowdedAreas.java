package org.openward.fhir.bulk.export;

import java.util.Set;
import org.openward.tenancy.Tenants;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The areas, by the first three digits of a postal code, in which enough of the acting tenant's patients live. */
@Component
@EnableConfigurationProperties(DeidentificationSettings.class)
class CrowdedAreas {
    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final DeidentificationSettings settings;

    CrowdedAreas(JdbcClient jdbc, Tenants tenants, DeidentificationSettings settings) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.settings = settings;
    }

    Set<String> now() {
        return Set.copyOf(jdbc.sql(
                        """
                        select left(trim(sp_value_exact), 3) from hfj_spidx_string
                        where res_type = 'Patient' and sp_name = 'address-postalcode' and partition_id = :partition
                            and length(trim(sp_value_exact)) > 3
                        group by 1 having count(distinct res_id) >= :people
                        """)
                .param("partition", tenants.current().partition())
                .param("people", settings.peoplePerArea())
                .query(String.class)
                .list());
    }
}
