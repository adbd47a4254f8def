/**
 * The FHIR R4 server itself: the REST edge, the store behind it, and how a refusal becomes an OperationOutcome. Only this
 * package touches HAPI's JPA classes; features use {@link org.openward.fhir.FhirStore} and the annotations here.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"startup", "database", "tenancy", "profiles", "terminology"})
package org.openward.fhir;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
