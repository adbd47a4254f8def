package org.openward.fhir.schema;

import ca.uhn.fhir.jpa.migrate.DriverTypeEnum;
import ca.uhn.fhir.jpa.migrate.HapiMigrationLock;
import ca.uhn.fhir.jpa.migrate.HapiMigrationStorageSvc;
import ca.uhn.fhir.jpa.migrate.MigrationTaskList;
import ca.uhn.fhir.jpa.migrate.SchemaMigrator;
import ca.uhn.fhir.jpa.migrate.dao.HapiMigrationDao;
import ca.uhn.fhir.jpa.migrate.tasks.HapiFhirJpaMigrationTasks;
import ca.uhn.fhir.util.VersionEnum;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.openward.database.SchemaMigration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of the FHIR store, kept by HAPI's own migrator. */
@Component
class FhirSchema implements SchemaMigration {
    private static final String HISTORY = SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME;
    private static final DriverTypeEnum POSTGRES = DriverTypeEnum.POSTGRES_9_4;

    @Override
    public String name() {
        return "the FHIR store";
    }

    @Override
    public void migrate(DataSource owner) {
        var creation = new FhirSchemaCreation(JdbcClient.create(owner));
        creation.undoUnfinished();
        var history = new HapiMigrationStorageSvc(new HapiMigrationDao(owner, POSTGRES, HISTORY));
        if (creation.isNeeded()) {
            creation.begin();
            bringUpToDate(owner, history);
            creation.finish();
        } else {
            bringUpToDate(owner, history);
        }
        new IdsPerTenant(JdbcClient.create(owner)).apply();
        new ResourceTypes(JdbcClient.create(owner)).apply();
        new SearchIndexes(JdbcClient.create(owner)).apply();
        new FhirSchemaTuning(JdbcClient.create(owner)).apply();
    }

    private static void bringUpToDate(DataSource owner, HapiMigrationStorageSvc history) {
        history.createMigrationTableIfRequired();
        forgetLockOfKilledServer(owner);
        var tasks = new MigrationTaskList();
        tasks.append(new HapiFhirJpaMigrationTasks(Set.of()).getAllTasks(VersionEnum.values()));
        if (history.diff(tasks).getUnskippableTasks().size() == 0) {
            return;
        }
        var migrator = new SchemaMigrator("the FHIR store", HISTORY, owner, new Properties(), tasks, history);
        migrator.setDriverType(POSTGRES);
        migrator.migrate();
        migrator.validate();
    }

    /** HAPI's lock is a row that outlives its server; ours is held already, so any such row is a dead one's. */
    private static void forgetLockOfKilledServer(DataSource owner) {
        JdbcClient.create(owner)
                .sql("delete from \"" + HISTORY + "\" where \"installed_rank\" = :lock")
                .param("lock", HapiMigrationLock.LOCK_PID)
                .update();
    }
}
