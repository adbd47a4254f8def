/** Keeps records true to the profiles that they claim, and makes HAPI's validator quick enough for that. */
@NullMarked
package org.openward.fhir.validation;

import org.jspecify.annotations.NullMarked;
