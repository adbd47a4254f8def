/** The database that keeps everything: our own PostgreSQL or somebody else's, its two roles and its schemas. */
@NullMarked
@ApplicationModule(allowedDependencies = {"postgres", "startup", "tenancy"})
package org.openward.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
