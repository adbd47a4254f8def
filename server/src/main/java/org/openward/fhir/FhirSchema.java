package org.openward.fhir;

import ca.uhn.fhir.jpa.migrate.DriverTypeEnum;
import ca.uhn.fhir.jpa.migrate.HapiMigrationStorageSvc;
import ca.uhn.fhir.jpa.migrate.SchemaMigrator;
import ca.uhn.fhir.jpa.migrate.dao.HapiMigrationDao;
import ca.uhn.fhir.jpa.migrate.tasks.HapiFhirJpaMigrationTasks;
import ca.uhn.fhir.util.VersionEnum;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.openward.database.SchemaMigration;
import org.springframework.stereotype.Component;

/** The tables of the FHIR store, kept by HAPI's own migrator. */
@Component
class FhirSchema implements SchemaMigration {
    private static final String MIGRATIONS = SchemaMigrator.HAPI_FHIR_MIGRATION_TABLENAME;

    @Override
    public String name() {
        return "the FHIR store";
    }

    @Override
    public void migrate(DataSource owner) {
        var migrations =
                new HapiMigrationStorageSvc(new HapiMigrationDao(owner, DriverTypeEnum.POSTGRES_9_4, MIGRATIONS));
        var tasks = new HapiFhirJpaMigrationTasks(Set.of()).getAllTasks(VersionEnum.values());
        var migrator = new SchemaMigrator("the FHIR store", MIGRATIONS, owner, new Properties(), tasks, migrations);
        migrator.setDriverType(DriverTypeEnum.POSTGRES_9_4);
        migrator.createMigrationTableIfRequired();
        migrator.migrate();
        migrator.validate();
    }
}
