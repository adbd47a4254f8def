/** Searches that stand: asked of each record as it is written, without asking the database. */
@NullMarked
@NamedInterface("standing")
package org.openward.fhir.standing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
