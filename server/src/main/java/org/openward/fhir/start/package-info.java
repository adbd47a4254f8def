/** What the FHIR store leaves for its first use instead of doing it while the hospital waits for the server. */
@NullMarked
package org.openward.fhir.start;

import org.jspecify.annotations.NullMarked;
