/** Finds in a resource what search parameters point to, fast. */
@NullMarked
package org.openward.fhir.paths;

import org.jspecify.annotations.NullMarked;
