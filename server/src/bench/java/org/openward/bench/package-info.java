/** Measures a FHIR server, or several side by side, as a hospital's programs would use it. */
@NullMarked
package org.openward.bench;

import org.jspecify.annotations.NullMarked;
