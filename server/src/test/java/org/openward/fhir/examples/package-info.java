/** The examples that HL7 publishes with FHIR R4, each sent to the server, read back and searched for. */
@NullMarked
package org.openward.fhir.examples;

import org.jspecify.annotations.NullMarked;
