/** What a new, an old and a half-made FHIR schema become at a start. */
@NullMarked
package org.openward.fhir.schema;

import org.jspecify.annotations.NullMarked;
