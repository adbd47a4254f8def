package org.openward.laboratory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The register of everything that came from analyzers: under which id a thing is on file that the sender knows by its own number. */
@Component
class ResultRegister {
    private final JdbcClient jdbc;

    ResultRegister(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A report, specimen or result by the sender's number. */
    record Entry(String kind, String key) {
        static Entry of(Resource resource) {
            return new Entry(resource.fhirType(), key(identifier(resource)));
        }

        /** What a reference by type and number leads to. */
        static Entry of(Reference reference) {
            return new Entry(reference.getType(), key(reference.getIdentifier()));
        }

        private static String key(Identifier identifier) {
            return identifier.getSystem() + "|" + identifier.getValue();
        }

        private static Identifier identifier(Resource resource) {
            if (resource instanceof DiagnosticReport report) {
                return report.getIdentifierFirstRep();
            }
            if (resource instanceof Observation result) {
                return result.getIdentifierFirstRep();
            }
            return ((Specimen) resource).getIdentifierFirstRep();
        }
    }

    /** The ids of those that are on file. */
    Map<Entry, String> find(List<Entry> entries) {
        Map<Entry, String> found = new HashMap<>();
        if (entries.isEmpty()) {
            return found;
        }
        jdbc.sql(
                        """
                        select kind, key, resource_id
                        from unnest(cast(:kinds as text[]), cast(:keys as text[])) as entry(kind, key)
                        join openward.result_identity using (kind, key)
                        where tenant_id = :tenant""")
                .param("tenant", Acting.tenant().value())
                .param("kinds", texts(entries, Entry::kind))
                .param("keys", texts(entries, Entry::key))
                .query(row -> {
                    found.put(new Entry(row.getString("kind"), row.getString("key")), row.getString("resource_id"));
                });
        return found;
    }

    /** Fails when somebody else has entered one of them meanwhile: then the whole transaction has to be done again. */
    void enter(Map<Entry, String> ids) {
        jdbc.sql(
                        """
                        insert into openward.result_identity (tenant_id, kind, key, resource_id)
                        select :tenant, kind, key, id
                        from unnest(cast(:kinds as text[]), cast(:keys as text[]), cast(:ids as text[])) as entry(kind, key, id)""")
                .param("tenant", Acting.tenant().value())
                .param("kinds", texts(ids.keySet(), Entry::kind))
                .param("keys", texts(ids.keySet(), Entry::key))
                .param("ids", ids.values().toArray(String[]::new))
                .update();
    }

    private static String[] texts(Collection<Entry> entries, Function<Entry, String> column) {
        return entries.stream().map(column).toArray(String[]::new);
    }
}
