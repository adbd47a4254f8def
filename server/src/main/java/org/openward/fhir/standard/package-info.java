/** The operations that others define: which parameters each takes here, what it refuses, and the definition that says so. */
@NullMarked
package org.openward.fhir.standard;

import org.jspecify.annotations.NullMarked;
