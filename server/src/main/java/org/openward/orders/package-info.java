/** Orders of care: a laboratory order gets its accession number here and is found again by it. */
@NullMarked
@ApplicationModule(allowedDependencies = {"fhir", "tenancy", "numbering", "profiles"})
package org.openward.orders;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
