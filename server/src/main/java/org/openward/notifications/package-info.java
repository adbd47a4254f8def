/** Tells others what happened, after it happened and until they have heard it: FHIR Subscriptions. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "fhir",
            "fhir::changes",
            "fhir::standing",
            "fhir::statement",
            "fhir::verbatim",
            "tenancy",
            "security",
            "security::outbound",
            "audit",
            "identity::letters",
            "profiles"
        })
package org.openward.notifications;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
