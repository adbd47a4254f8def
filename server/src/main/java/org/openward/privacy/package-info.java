/** What patients decide about their records, who looks at them in an emergency all the same, and who has looked. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "tenancy",
            "fhir",
            "fhir::bulk",
            "fhir::disclosure",
            "fhir::rows",
            "fhir::search",
            "fhir::verbatim",
            "audit",
            "security",
            "profiles"
        })
package org.openward.privacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
