/** Brings what was stored before to what is encrypted by now, and to the key that encrypts, while the server works. */
@NullMarked
package org.openward.fhir.resealing;

import org.jspecify.annotations.NullMarked;
