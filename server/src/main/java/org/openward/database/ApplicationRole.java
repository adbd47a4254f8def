package org.openward.database;

import java.sql.SQLException;
import org.openward.startup.StartRefused;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The role that the server works as. The migrations grant to {@code openward_app}; the server enters as that role or as a
 * member of it, and only if PostgreSQL can keep the tenants apart for it.
 */
record ApplicationRole(Database database) {
    private static final String ROLE = "openward_app";
    private static final int OLDEST_VERSION = 150_000;

    /** Creates it in a database that somebody else runs, if it is missing and the owner may. */
    void prepare(JdbcClient owner) {
        if (owner.sql("select current_setting('server_version_num')::integer")
                        .query(Integer.class)
                        .single()
                < OLDEST_VERSION) {
            throw new StartRefused("The database " + database.url()
                    + " is older than PostgreSQL 15. Upgrade it, see docs/running.md.");
        }
        if (isMissing(owner)) {
            create(owner);
        }
    }

    private static boolean isMissing(JdbcClient owner) {
        return owner.sql("select not exists (select from pg_roles where rolname = :role)")
                .param("role", ROLE)
                .query(Boolean.class)
                .single();
    }

    private void create(JdbcClient owner) {
        var login = database.application();
        var mayCreate = owner.sql("select rolcreaterole or rolsuper from pg_roles where rolname = current_user")
                .query(Boolean.class)
                .single();
        if (!mayCreate || !login.user().equals(ROLE)) {
            throw new StartRefused("The database " + database.url() + " has no role " + ROLE + ", and "
                    + database.owner() + " may not create it. Run the SQL in \"An external PostgreSQL\" of"
                    + " docs/running.md once.");
        }
        var statements = owner.sql(
                        """
                        select format('create role %1$I login nosuperuser nobypassrls password %2$L;'
                            ' grant connect on database %3$I to %1$I', :role, :password, current_database())
                        """)
                .param("role", login.user())
                .param("password", login.password())
                .query(String.class)
                .single();
        owner.sql(statements).update();
    }

    /** Refuses a role that cannot enter, or that would see every tenant's rows. */
    void check() {
        try (var connection = database.asApplication()) {
            var application = JdbcClient.create(connection);
            if (!application
                    .sql("select pg_has_role(:role, 'usage')")
                    .param("role", ROLE)
                    .query(Boolean.class)
                    .single()) {
                throw new StartRefused("The database role " + database.application() + " is no member of " + ROLE
                        + ". See \"An external PostgreSQL\" in docs/running.md.");
            }
            if (seesEverything(application)) {
                throw new StartRefused("The database role " + database.application()
                        + " is a superuser, bypasses row level security or owns tables, so it would see every tenant's"
                        + " rows. See \"An external PostgreSQL\" in docs/running.md.");
            }
        } catch (SQLException refused) {
            throw new StartRefused(
                    "The database " + database.url() + " does not let " + database.application() + " in: "
                            + Database.reason(refused),
                    refused);
        }
    }

    private static boolean seesEverything(JdbcClient application) {
        return application
                .sql(
                        """
                        select rolsuper or rolbypassrls
                            or exists (
                                select from pg_class
                                where relnamespace = 'openward'::regnamespace and pg_has_role(relowner, 'member'))
                        from pg_roles
                        where rolname = current_user
                        """)
                .query(Boolean.class)
                .single();
    }
}
