package org.openward.fhir.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The hospital's database as it will be after a thousand more patients. They are written in a transaction that is undone in
 * the end, so that nobody else sees them, and the planner of this transaction counts with them.
 */
final class GrownHospital implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src", "bench", "growth");

    private final Connection connection;

    private GrownHospital(Connection connection) {
        this.connection = connection;
    }

    /**
     * Grows it.
     *
     * @param model the id of the patient whom all others are like
     */
    static GrownHospital by(int patients, String model, DataSource owner) throws SQLException, IOException {
        var connection = owner.getConnection();
        connection.setAutoCommit(false);
        var grown = new GrownHospital(connection);
        grown.set("search_path", "public,identity");
        grown.set("openward.tenant", "default");
        grown.set("grow.patients", String.valueOf(patients));
        grown.set("grow.partition", "0");
        grown.set("grow.resources", "40");
        grown.set("grow.model", model);
        grown.run(Files.readString(SCRIPTS.resolve("hash.sql")));
        grown.run(Files.readString(SCRIPTS.resolve("grow.sql")));
        grown.run("analyze");
        return grown;
    }

    private void set(String setting, String value) throws SQLException {
        try (var statement = connection.prepareStatement("select set_config(?, ?, true)")) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }

    private void run(String script) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    /** How PostgreSQL would answer that now. */
    QueryPlan planOf(String question) {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("explain (format json) " + question)) {
            row.next();
            var plan = new ObjectMapper().readTree(row.getString(1)).path(0).path("Plan");
            return new QueryPlan(question, plan, firstColumns());
        } catch (SQLException | JsonProcessingException refused) {
            throw new AssertionError("No plan for " + question, refused);
        }
    }

    /** Puts so many of the new patients in somebody's care. */
    void putInCareOf(String member, int patients) throws SQLException {
        run(
                """
                insert into openward.patient_assignment (tenant_id, member, patient, source, kind)
                select 'default', '%s', fhir_id, 'Encounter/grown-' || fhir_id, 'care' from hfj_resource
                where res_type = 'Patient' and partition_id = 0 and res_deleted_at is null order by res_id desc limit %d
                """
                        .formatted(member, patients));
        run("analyze openward.patient_assignment");
    }

    /** How long it takes, with what it does; for whoever looks into a slow one. */
    String timeOf(String question) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("explain (analyze, buffers) " + question)) {
            var lines = new StringBuilder();
            while (rows.next()) {
                lines.append(rows.getString(1)).append('\n');
            }
            return lines.toString();
        } catch (SQLException refused) {
            throw new AssertionError("No plan for " + question, refused);
        }
    }

    /** How PostgreSQL would answer that if this index had been forgotten. */
    QueryPlan planWithout(String index, String question) throws SQLException {
        var before = connection.setSavepoint();
        try {
            run("drop index " + index);
            return planOf(question);
        } finally {
            connection.rollback(before);
        }
    }

    /** By which column each index of the FHIR store is in order first of all. */
    private Map<String, String> firstColumns() throws SQLException {
        var columns = new HashMap<String, String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        """
                        select indexrelid::regclass::text, attname
                        from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
                        where indrelid::regclass::text like 'hfj\\_%'
                        """)) {
            while (rows.next()) {
                columns.put(rows.getString(1), rows.getString(2));
            }
        }
        return columns;
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
