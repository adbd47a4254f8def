package org.openward.fhir.verbatim;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.stereotype.Component;

/** Writes a stored version as one line of JSON, as a read of it would show it. Who may see it was asked before. */
@Component
public class RecordLines {
    /** What {@link #line} reads, of a record as {@code r} and its version as {@code v}. */
    public static final String COLUMNS = "r.res_type, r.fhir_id, v.res_encoding, " + StoredVersions.COLUMNS;

    private final StandIns standIns;
    private final StoredVersions versions;

    RecordLines(StandIns standIns, StoredVersions versions) {
        this.versions = versions;
        this.standIns = standIns;
    }

    /** The version that the row holds, without a line break at its end. */
    public String line(ResultSet row) throws SQLException {
        var type = row.getString("res_type");
        if (!"JSON".equals(row.getString("res_encoding"))) {
            throw new IllegalStateException("A stored " + type + " is not kept as JSON.");
        }
        return standIns.line(type, row.getString("fhir_id"), versions.version(row));
    }
}
