/** Definitions that each tenant may have of its own: value sets, concept maps, questionnaires and libraries. */
@NullMarked
@NamedInterface("sites")
package org.openward.fhir.sites;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
