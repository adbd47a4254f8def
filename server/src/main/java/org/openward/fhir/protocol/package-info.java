/** What FHIR asks of a server's answers to HTTP requests and HAPI does not keep. */
@NullMarked
package org.openward.fhir.protocol;

import org.jspecify.annotations.NullMarked;
