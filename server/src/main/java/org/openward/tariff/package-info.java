/** What the hospital's services cost: the price list of each tenant, kept as FHIR ChargeItemDefinitions. */
@NullMarked
@ApplicationModule(allowedDependencies = {"fhir", "tenancy", "money", "profiles", "approvals"})
package org.openward.tariff;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
