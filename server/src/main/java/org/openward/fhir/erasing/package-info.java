/** Rewrites and removes what is stored of records, in every version and copy, when a patient is erased or a record has been kept long enough. */
@NullMarked
@NamedInterface("erasing")
package org.openward.fhir.erasing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
