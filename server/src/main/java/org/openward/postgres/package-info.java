/** The PostgreSQL that OpenWard runs for itself in its data folder, and its backups. */
@NullMarked
@ApplicationModule(allowedDependencies = {"startup"})
package org.openward.postgres;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
