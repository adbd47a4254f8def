/** Reads records whole: what HAPI's readers pass over is kept, or refused. */
@NullMarked
package org.openward.fhir.reading;

import org.jspecify.annotations.NullMarked;
