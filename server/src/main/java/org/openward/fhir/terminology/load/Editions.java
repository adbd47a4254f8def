package org.openward.fhir.terminology.load;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The loaded versions of code systems, in the open transaction. */
@Component
class Editions {
    private final JdbcClient jdbc;

    Editions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An edition that a job loads, until it is answered from. */
    record Loading(int id, @Nullable String version) {}

    /** Begins one beside the current one. */
    void begin(UUID job, LoadPlan plan) {
        var begun = jdbc.sql(
                        """
                        insert into openward.code_edition (job_id, upload, system, status)
                        values (:job, :upload, :system, 'loading') on conflict do nothing""")
                .param("job", job)
                .param("upload", plan.upload())
                .param("system", plan.system())
                .update();
        if (begun == 0) {
            throw LoadRefused.already(plan.system());
        }
    }

    boolean isLoading(String system) {
        return jdbc.sql(
                        "select exists (select from openward.code_edition where system = :system and status = 'loading')")
                .param("system", system)
                .query(Boolean.class)
                .single();
    }

    /** What the job loads, unless it has ended. */
    Optional<Loading> of(UUID job) {
        return jdbc.sql("select id, version from openward.code_edition where job_id = :job and status = 'loading'")
                .param("job", job)
                .query((row, number) -> new Loading(row.getInt("id"), row.getString("version")))
                .optional();
    }

    void isVersion(int edition, String version) {
        jdbc.sql("update openward.code_edition set version = :version where id = :edition")
                .param("version", version)
                .param("edition", edition)
                .update();
    }

    int codes(int edition) {
        return jdbc.sql("select count(*) from openward.code where edition = :edition")
                .param("edition", edition)
                .query(Integer.class)
                .single();
    }

    /** From now on it is the one that is answered from; PostgreSQL gets to know how many codes came, to plan its answers. */
    void makeCurrent(int edition) {
        jdbc.sql("select openward.count_codes()").query().singleRow();
        jdbc.sql(
                        """
                        update openward.code_edition set status = 'replaced', replaced_at = clock_timestamp()
                        where status = 'current' and system = (
                            select system from openward.code_edition where id = :edition)""")
                .param("edition", edition)
                .update();
        jdbc.sql("update openward.code_edition set status = 'current' where id = :edition")
                .param("edition", edition)
                .update();
    }

    /** Removes what was read of it, to read it anew. */
    void empty(int edition) {
        for (var table : new String[] {"code_name", "code_property", "code_parent"}) {
            jdbc.sql("delete from openward." + table
                            + " where code_id in (select id from openward.code where edition = :edition)")
                    .param("edition", edition)
                    .update();
        }
        jdbc.sql("delete from openward.code where edition = :edition")
                .param("edition", edition)
                .update();
    }

    void remove(int edition) {
        empty(edition);
        jdbc.sql("delete from openward.code_edition where id = :edition")
                .param("edition", edition)
                .update();
    }

    /** Removes what was replaced so long ago that no request is still answered from it. */
    void removeReplaced() {
        jdbc.sql(
                        """
                        select id from openward.code_edition
                        where status = 'replaced' and replaced_at < clock_timestamp() - interval '10 minutes'
                        for update skip locked""")
                .query(Integer.class)
                .list()
                .forEach(this::remove);
    }
}
