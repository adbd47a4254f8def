/** Opens a place on this server for another clinic or hospital group, and closes it for a while. */
@NullMarked
@ApplicationModule(allowedDependencies = {"tenancy", "fhir", "audit", "profiles"})
package org.openward.provisioning;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
