package org.openward.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Creates the owner, the application role and the database in the embedded PostgreSQL, whichever is missing. */
record FirstRoles(String url, Passwords passwords) {
    void prepare() throws SQLException {
        var administrator = LocalPostgres.ADMINISTRATOR;
        try (var connection = DriverManager.getConnection(url, administrator, passwords.of(administrator))) {
            createRole(connection, LocalPostgres.OWNER);
            createRole(connection, LocalPostgres.APPLICATION);
            createDatabase(connection);
        }
    }

    private void createRole(Connection connection, String role) throws SQLException {
        if (exists(connection, "select 1 from pg_roles where rolname = ?", role)) {
            return;
        }
        try (var statement = connection.createStatement()) {
            // Both texts are our own: a fixed name and generated hexadecimal digits.
            statement.execute("create role " + role
                    + " login nosuperuser nocreatedb nocreaterole nobypassrls password '" + passwords.of(role) + "'");
        }
    }

    private static void createDatabase(Connection connection) throws SQLException {
        if (exists(connection, "select 1 from pg_database where datname = ?", "openward")) {
            return;
        }
        try (var statement = connection.createStatement()) {
            statement.execute("create database openward owner " + LocalPostgres.OWNER);
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
