/**
 * The edge to analyzers and other hospital systems: keeps every message before it is acknowledged, files it in the order of its
 * device, and holds for a person what cannot be filed.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "startup",
            "database",
            "fhir",
            "fhir::changes",
            "fhir::contents",
            "fhir::sealing",
            "fhir::sites",
            "fhir::standing",
            "fhir::verbatim",
            "tenancy",
            "billing",
            "laboratory",
            "orders",
            "registration",
            "audit",
            "privacy::erasure",
            "security",
            "security::outbound",
            "profiles",
            "terminology"
        })
package org.openward.interfaceengine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
