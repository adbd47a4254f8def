/** A small hospital to try the server on, there only under the {@code demo} profile. */
@NullMarked
@ApplicationModule(allowedDependencies = {"fhir", "tenancy"})
package org.openward.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
