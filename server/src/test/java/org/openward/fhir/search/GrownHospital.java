package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.openward.testing.CountedStatements;

/**
 * The hospital's database as it will be after many more patients. They are written in a transaction that is undone in
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

    /** Puts so many of the new patients in somebody's care, and as many in that of each of his colleagues. */
    void putInCareOf(String member, int patients) throws SQLException {
        run(
                """
                insert into openward.patient_assignment (tenant_id, member, patient, source, kind)
                select 'default', carer, fhir_id, 'Encounter/grown-' || number || '-' || fhir_id, 'care'
                from (
                  select fhir_id from hfj_resource
                  where res_type = 'Patient' and partition_id = 0 and res_deleted_at is null order by res_id desc limit %d
                ) patient
                cross join (
                  select number, case number when 0 then '%s' else 'Practitioner/grown-' || number end as carer
                  from generate_series(0, 19) number
                ) carer
                order by number
                """
                        .formatted(patients, member));
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

    /** How PostgreSQL would find now what it is asked for on behalf of that work. */
    List<QueryPlan> plansOf(Runnable work, CountedStatements statements) {
        return statements.during(work).stream()
                .filter(statement -> statement.matches("(?is)(select|with)\\b.*"))
                .map(this::planOf)
                .toList();
    }

    /** How it would find the first of that for which the index of codes and numbers is asked. */
    QueryPlan planByNumber(Runnable work, CountedStatements statements) {
        return plansOf(work, statements).stream()
                .filter(plan -> plan.question().contains("HASH_SYS_AND_VALUE"))
                .findFirst()
                .orElseThrow();
    }

    /** That it would find it by indexes. */
    void findsByIndexes(Runnable work, CountedStatements statements) {
        assertThat(plansOf(work, statements)).isNotEmpty().allSatisfy(plan -> assertThat(plan.readsFromEndToEnd())
                .as("%s", plan)
                .isEmpty());
    }

    /** From now on it reads a table from end to end only where it knows no index to ask. */
    void ratherAsksAnIndex() throws SQLException {
        set("enable_seqscan", "off");
    }

    /** By which column each index is in order first of all. */
    private Map<String, String> firstColumns() throws SQLException {
        var columns = new HashMap<String, String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        """
                        select index.relname, attname
                        from pg_index
                        join pg_class index on index.oid = indexrelid
                        join pg_attribute on attrelid = indrelid and attnum = indkey[0]
                        where index.relnamespace in ('public'::regnamespace, 'openward'::regnamespace)
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
