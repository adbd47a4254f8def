/** The registration desk: every patient gets a medical record number of this tenant once, and keeps it; two records of one person become one. */
@NullMarked
@ApplicationModule(allowedDependencies = {"fhir", "fhir::merging", "tenancy", "numbering", "profiles"})
package org.openward.registration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
