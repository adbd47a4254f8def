/** What is kept from a reader whatever his token allows, asked wherever records leave. */
@NullMarked
@NamedInterface("disclosure")
package org.openward.fhir.disclosure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
