package org.openward.database;

import javax.sql.DataSource;

/**
 * Brings tables that another product keeps in our database to their newest shape, before the application's own connections
 * exist. Only one server at a time migrates a database.
 */
public interface SchemaMigration {
    /** What is migrated, for the log. */
    String name();

    /**
     * Brings them there, or does nothing when they are there already.
     *
     * @param owner one connection of the owner role, each statement its own transaction
     */
    void migrate(DataSource owner);
}
