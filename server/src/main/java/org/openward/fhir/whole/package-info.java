/** Searches that cannot be narrowed to what somebody may see, because what is done with their answer would tell of all the rest. */
@NullMarked
@NamedInterface("whole")
package org.openward.fhir.whole;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
