/** Who saw or changed what, when, from where: rows that nobody can change afterwards, and the proof that nobody did. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "startup",
            "database",
            "tenancy",
            "fhir",
            "fhir::contents",
            "fhir::sealing",
            "fhir::statement",
            "fhir::verbatim",
            "profiles"
        })
package org.openward.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
