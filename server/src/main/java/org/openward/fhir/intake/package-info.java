/** What happens to a FHIR request's bytes before HAPI reads them. */
@NullMarked
package org.openward.fhir.intake;

import org.jspecify.annotations.NullMarked;
