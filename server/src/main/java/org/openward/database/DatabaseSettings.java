package org.openward.database;

import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which PostgreSQL keeps the hospital's data.
 *
 * @param url of a PostgreSQL that somebody else runs; without it the server runs its own in the data folder
 * @param connections the most connections that the application opens at once; 0 chooses by the number of cores
 */
@Validated
@ConfigurationProperties("openward.database")
record DatabaseSettings(
        @Nullable String url,
        @DefaultValue Owner owner,
        @DefaultValue Application application,
        @Min(0) @DefaultValue("0") int connections) {

    /** The role that owns the tables and migrates them. */
    record Owner(@DefaultValue("openward_owner") String user, @DefaultValue("") String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** The role that the server works as. */
    record Application(@DefaultValue("openward_app") String user, @DefaultValue("") String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    Database at(String address) {
        return new Database(
                address,
                new Database.Login(owner.user(), owner.password()),
                new Database.Login(application.user(), application.password()));
    }

    int poolSize() {
        return connections > 0
                ? connections
                : Math.max(10, 4 * Runtime.getRuntime().availableProcessors());
    }
}
