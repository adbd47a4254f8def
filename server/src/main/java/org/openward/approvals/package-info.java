/** High-risk changes that wait until somebody else approves them, and are then carried out once, exactly as proposed. */
@NullMarked
@ApplicationModule(allowedDependencies = {"tenancy", "fhir", "audit", "profiles"})
package org.openward.approvals;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
