/** The PostgreSQL that keeps everything: started here or found elsewhere, its two roles, its schemas, its backups. */
@NullMarked
@ApplicationModule(allowedDependencies = {"startup", "tenancy"})
package org.openward.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
