package org.openward.tariff;

import java.util.List;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which price list entries name which service. */
@Component
class PriceListCodes {
    private final JdbcClient jdbc;

    PriceListCodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<String> definitionsOf(String system, String code) {
        return jdbc.sql(
                        """
                        select definition_id from openward.price_list_code
                        where tenant_id = :tenant and system = :system and code = :code
                        order by definition_id
                        """)
                .param("tenant", Acting.tenant().value())
                .param("system", system)
                .param("code", code)
                .query(String.class)
                .list();
    }

    void keep(ChargeItemDefinition definition) {
        forget(definition);
        for (var coding : definition.getCode().getCoding()) {
            if (coding.hasCode()) {
                jdbc.sql(
                                """
                                insert into openward.price_list_code (tenant_id, system, code, definition_id)
                                values (:tenant, :system, :code, :definition)
                                on conflict do nothing
                                """)
                        .param("tenant", Acting.tenant().value())
                        .param("system", coding.hasSystem() ? coding.getSystem() : "")
                        .param("code", coding.getCode())
                        .param("definition", definition.getIdElement().getIdPart())
                        .update();
            }
        }
    }

    void forget(ChargeItemDefinition definition) {
        jdbc.sql("delete from openward.price_list_code where tenant_id = :tenant and definition_id = :definition")
                .param("tenant", Acting.tenant().value())
                .param("definition", definition.getIdElement().getIdPart())
                .update();
    }
}
