/** The last few results of each kind that a patient has. */
@NullMarked
package org.openward.fhir.newest;

import org.jspecify.annotations.NullMarked;
