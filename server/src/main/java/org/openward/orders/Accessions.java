package org.openward.orders;

import java.util.Optional;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The register of accession numbers: which order has which number, once and for ever. */
@Component
class Accessions {
    private final JdbcClient jdbc;

    Accessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<String> orderOf(String number) {
        return jdbc.sql(
                        """
                        select service_request_id from openward.accession
                        where tenant_id = :tenant and number = :number""")
                .param("tenant", Acting.tenant().value())
                .param("number", number)
                .query(String.class)
                .optional();
    }

    Optional<String> numberOf(String order) {
        return jdbc.sql(
                        """
                        select number from openward.accession
                        where tenant_id = :tenant and service_request_id = :order""")
                .param("tenant", Acting.tenant().value())
                .param("order", order)
                .query(String.class)
                .optional();
    }

    void enter(String number, String order) {
        jdbc.sql(
                        """
                        insert into openward.accession (tenant_id, number, service_request_id)
                        values (:tenant, :number, :order)
                        on conflict (tenant_id, service_request_id) do nothing""")
                .param("tenant", Acting.tenant().value())
                .param("number", number)
                .param("order", order)
                .update();
    }
}
