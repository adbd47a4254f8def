/** What the server says about itself: the CapabilityStatement, to which each department adds its part, and the definitions of its operations. */
@NullMarked
@NamedInterface("statement")
package org.openward.fhir.statement;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
