/** Who may enter and what they may touch: tokens, scopes, tenants, people. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "tenancy",
            "fhir",
            "fhir::bulk",
            "fhir::contents",
            "fhir::disclosure",
            "fhir::rows",
            "fhir::search",
            "fhir::statement",
            "fhir::verbatim",
            "fhir::whole",
            "profiles",
            "audit"
        })
package org.openward.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
