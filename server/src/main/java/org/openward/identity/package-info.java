/** Who the people and client programs of this server are: it knows them, lets them sign in and issues their tokens. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "tenancy",
            "security",
            "security::assignment",
            "security::door",
            "security::issuers",
            "security::outbound",
            "security::perimeter",
            "security::roles",
            "approvals",
            "audit",
            "privacy::erasure",
            "fhir",
            "fhir::merging",
            "fhir::sealing",
            "profiles"
        })
package org.openward.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
