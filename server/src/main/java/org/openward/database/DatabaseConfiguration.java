package org.openward.database;

import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts or finds the database, migrates it, and only then hands out connections. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DatabaseSettings.class, DataFolderSettings.class, FirstTenantSettings.class})
class DatabaseConfiguration {
    @Bean
    RunningDatabase runningDatabase(DatabaseSettings settings, DataFolderSettings folder) {
        return RunningDatabase.by(settings, folder.dataDir());
    }

    @Bean
    DataSource dataSource(
            RunningDatabase running,
            DatabaseSettings settings,
            FirstTenantSettings firstTenant,
            ObjectProvider<SchemaMigration> others) {
        var database = running.database();
        new Migrations(database, others.orderedStream().toList(), firstTenant.facts()).migrate();
        return ApplicationPool.opened(database, settings.poolSize(), settings.longestStatement());
    }
}
