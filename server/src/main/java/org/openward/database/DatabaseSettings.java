package org.openward.database;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which PostgreSQL keeps the hospital's data.
 *
 * @param url of a PostgreSQL that somebody else runs; without it the server runs its own in the data folder
 * @param connections the most connections that the application opens at once; 0 chooses by the number of cores
 * @param longestStatement how long one statement of a request may take; 0 is without a limit, as jobs are
 */
@Validated
@ConfigurationProperties("openward.database")
record DatabaseSettings(
        @Nullable String url,
        @DefaultValue Owner owner,
        @DefaultValue Application application,
        @Min(0) @DefaultValue("0") int connections,
        @DurationMin @DurationMax(days = 20) @DefaultValue("60s") Duration longestStatement) {

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
