package org.openward.fhir.terminology.loaded;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.openward.terminology.Codes;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the codes that were loaded for a record which does not hold them. */
@Component
public class LoadedEditions {
    private final JdbcClient jdbc;

    LoadedEditions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The codes of that very version, if they are here. */
    public Optional<Codes> of(CodeSystem record) {
        if (record.getContent() != CodeSystemContentMode.NOTPRESENT || !record.hasUrl() || !record.hasVersion()) {
            return Optional.empty();
        }
        return jdbc.sql(
                        """
                        select id from openward.code_edition
                        where system = :system and version = :version and status in ('current', 'replaced')
                        order by status, id desc limit 1""")
                .param("system", record.getUrl())
                .param("version", record.getVersion())
                .query(Integer.class)
                .optional()
                .map(edition -> new LoadedCodes(
                        record.copy().setContent(CodeSystemContentMode.COMPLETE), new CodeRows(jdbc, edition)));
    }

    /** The codes of a record that is no more count no more, in the open transaction. */
    void release(CodeSystem record) {
        if (record.getContent() == CodeSystemContentMode.NOTPRESENT && record.hasUrl()) {
            jdbc.sql(
                            """
                            update openward.code_edition set status = 'replaced', replaced_at = clock_timestamp()
                            where system = :system and version = :version and status = 'current'""")
                    .param("system", record.getUrl())
                    .param("version", record.getVersion())
                    .update();
        }
    }
}
