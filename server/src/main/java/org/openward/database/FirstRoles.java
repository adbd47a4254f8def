package org.openward.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.openward.startup.StartRefused;

/** Creates the owner, the application role and the database in the embedded PostgreSQL, whichever is missing. */
record FirstRoles(String url, Database.Login administrator, Passwords passwords) {
    void prepare() {
        try (var connection = DriverManager.getConnection(url, administrator.user(), administrator.password())) {
            createRole(connection, passwords.of(Passwords.OWNER));
            createRole(connection, passwords.of(Passwords.APPLICATION));
            createDatabase(connection);
        } catch (SQLException refused) {
            throw new StartRefused("The embedded PostgreSQL could not be prepared: " + refused.getMessage(), refused);
        }
    }

    private static void createRole(Connection connection, Database.Login login) throws SQLException {
        if (exists(connection, "select 1 from pg_roles where rolname = ?", login.user())) {
            return;
        }
        try (var statement = connection.createStatement()) {
            // Both texts are our own: a fixed name and generated hexadecimal digits.
            statement.execute("create role " + login.user()
                    + " login nosuperuser nocreatedb nocreaterole nobypassrls password '" + login.password() + "'");
        }
    }

    private static void createDatabase(Connection connection) throws SQLException {
        if (exists(connection, "select 1 from pg_database where datname = ?", "openward")) {
            return;
        }
        try (var statement = connection.createStatement()) {
            statement.execute("create database openward owner " + Passwords.OWNER);
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
