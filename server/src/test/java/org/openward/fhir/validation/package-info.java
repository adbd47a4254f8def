@NullMarked
package org.openward.fhir.validation;

import org.jspecify.annotations.NullMarked;
