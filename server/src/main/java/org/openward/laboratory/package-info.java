/** The laboratory: files results under patient and order as reports, has them verified, and announces final reports. */
@NullMarked
@ApplicationModule(allowedDependencies = {"fhir", "fhir::contents", "tenancy", "orders", "registration", "profiles"})
package org.openward.laboratory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
