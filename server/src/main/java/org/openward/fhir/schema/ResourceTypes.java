package org.openward.fhir.schema;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.model.util.ResourceLinkUtils;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Numbers every type that a record or a link can have before the first request. HAPI numbers one when it meets it; two requests that
 * meet the same type at the same moment would number it twice, and one of them would fail.
 */
record ResourceTypes(JdbcClient owner) {
    /** HAPI's name for what stands at an address that does not tell the type. */
    private static final String OF_CANONICAL_ADDRESSES = ResourceLinkUtils.UNKNOWN;

    /** Types keep their numbers. */
    void apply() {
        owner.sql(
                        """
                        insert into public.hfj_resource_type (res_type_id, res_type)
                        select nextval('public.seq_resource_type'), name
                        from (
                            select unnest(string_to_array(:names, ',')) as name
                            union all
                            select :unknown) as known
                        where name not in (select res_type from public.hfj_resource_type)
                        order by name
                        """)
                .param("names", String.join(",", names()))
                .param("unknown", OF_CANONICAL_ADDRESSES)
                .update();
    }

    private static Set<String> names() {
        return FhirContext.forR4Cached().getResourceTypes();
    }
}
