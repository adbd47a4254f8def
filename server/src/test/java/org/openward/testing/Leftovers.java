package org.openward.testing;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.openward.database.DatabaseForTests;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What somebody finds who has a copy of the whole database and looks for a text in it. */
public final class Leftovers {
    private final DataSource owner;
    private final String tenant;

    /** @param tenant whose rows are looked at besides nobody's */
    public Leftovers(DataSource owner, String tenant) {
        this.owner = owner;
        this.tenant = tenant;
    }

    public static Leftovers of(Hospital hospital, String tenant) {
        return new Leftovers(DatabaseForTests.ownerOf(hospital.part(BeanFactory.class)), tenant);
    }

    /**
     * The tables of all schemas of which a column of whatever kind holds that text, in whichever case. Codes and packages of definitions are
     * not looked through: they are large, and say nothing about anybody.
     */
    public List<String> tablesWith(String text) {
        try (var connection = owner.getConnection()) {
            var database = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            database.sql("select set_config('openward.tenant', :tenant, false)")
                    .param("tenant", tenant)
                    .query(String.class)
                    .single();
            return database
                    .sql(
                            """
                            select table_name, format('select exists (select from %I.%I where ', table_schema, table_name)
                                || string_agg(case data_type when 'bytea'
                                    then format('position(convert_to(%L, ''UTF8'') in %I) > 0', cast(:text as text), column_name)
                                    else format('position(upper(%L) in upper(%I::text)) > 0', cast(:text as text), column_name) end, ' or ')
                                || ')' as question
                            from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
                            where t.table_type = 'BASE TABLE' and table_schema in ('public', 'openward', 'views', 'identity')
                                and data_type in ('text', 'character varying', 'bytea', 'ARRAY', 'jsonb', 'json')
                                and table_name !~ '^(trm_|npm_|code|package)'
                            group by table_schema, table_name
                            """)
                    .param("text", text)
                    .query((row, place) -> List.of(row.getString("table_name"), row.getString("question")))
                    .list()
                    .stream()
                    .filter(table ->
                            database.sql(table.get(1)).query(Boolean.class).single())
                    .map(table -> table.get(0))
                    .toList();
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
