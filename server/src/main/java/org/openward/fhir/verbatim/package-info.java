/** Answers that show records word for word as they are stored, wherever nobody has to look inside them first. */
@NullMarked
@NamedInterface("verbatim")
package org.openward.fhir.verbatim;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
