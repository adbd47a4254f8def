/** Billing: charges what was done, gathers charges into invoices, issues them with a number, and takes payments. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "fhir",
            "fhir::statement",
            "tenancy",
            "money",
            "numbering",
            "tariff",
            "privacy::erasure",
            "profiles",
            "laboratory :: events"
        })
package org.openward.billing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
