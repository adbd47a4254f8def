package org.openward.postgres;

import java.sql.Connection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * PostgreSQL's own protocol of an online backup: it must know when the copying begins and ends, and must keep the
 * write-ahead log in between.
 */
final class BackupSession {
    private final JdbcClient administrator;
    private String first = "";

    BackupSession(Connection connection) {
        this.administrator = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    /** How a backup ended: the text that PostgreSQL needs to begin recovery, and the last piece of log that it needs. */
    record End(String label, String lastSegment) {}

    /** The replication slot, which goes with the connection, keeps the log from being recycled. */
    void begin() {
        administrator
                .sql("select pg_create_physical_replication_slot(:slot, true, true)::text")
                .param("slot", "openward_backup_" + ProcessHandle.current().pid())
                .query(String.class)
                .single();
        first = administrator
                .sql("select pg_walfile_name(pg_backup_start('openward', true))")
                .query(String.class)
                .single();
    }

    End end() {
        return administrator
                .sql(
                        """
                        select labelfile as label, pg_walfile_name(lsn) as last_segment
                        from pg_backup_stop(wait_for_archive => false)
                        """)
                .query(End.class)
                .single();
    }

    /** The pieces of the log from the begin to the end. */
    List<String> writeAheadLog(End end) {
        return administrator
                .sql(
                        """
                        select name from pg_ls_waldir()
                        where name ~ '^[0-9A-F]{24}$' and name between :first and :last or name like '%.history'
                        order by name
                        """)
                .param("first", first)
                .param("last", end.lastSegment())
                .query(String.class)
                .list();
    }
}
