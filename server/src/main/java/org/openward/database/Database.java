package org.openward.database;

import java.sql.SQLException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Where the database is and who enters it: the owner migrates, the application works and owns nothing.
 *
 * @param url a JDBC URL
 */
record Database(String url, Login owner, Login application) {
    /** The name and password of one database role. */
    record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** One connection of the owner role, each statement its own transaction, open until it is closed here. */
    SingleConnectionDataSource asOwner() throws SQLException {
        return as(owner);
    }

    /** One connection of the application role, each statement its own transaction, open until it is closed here. */
    SingleConnectionDataSource asApplication() throws SQLException {
        return as(application);
    }

    private SingleConnectionDataSource as(Login login) throws SQLException {
        var connection = new SingleConnectionDataSource(url, login.user(), login.password(), true);
        connection.initConnection();
        return connection;
    }

    /** What the innermost cause says, in one line. */
    static String reason(Throwable trouble) {
        var innermost = NestedExceptionUtils.getMostSpecificCause(trouble);
        var said = innermost.getMessage();
        return said == null ? innermost.getClass().getSimpleName() : said.replaceAll("\\s+", " ");
    }
}
