@NullMarked
package org.openward.fhir.intake;

import org.jspecify.annotations.NullMarked;
