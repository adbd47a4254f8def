/**
 * The figures of the hospital: resources are flattened into view tables as they are written, and a report is a published
 * query over those tables, so it never disagrees with the ledger. Start at {@link org.openward.reporting.ReportingDesk}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"fhir", "tenancy", "money", "profiles"})
package org.openward.reporting;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
