/** Takes records out of the hospital as files of a line each, as they were at one moment. */
@NullMarked
package org.openward.fhir.bulk.export;

import org.jspecify.annotations.NullMarked;
