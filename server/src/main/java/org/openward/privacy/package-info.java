/**
 * What patients decide about their records, who looks at them in an emergency all the same, who has looked, and how patients and records
 * that are kept long enough are forgotten.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "tenancy",
            "fhir",
            "fhir::bulk",
            "fhir::contents",
            "fhir::disclosure",
            "fhir::rows",
            "fhir::sealing",
            "fhir::search",
            "fhir::verbatim",
            "fhir::erasing",
            "approvals",
            "audit",
            "security",
            "security::assignment",
            "profiles"
        })
package org.openward.privacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
