@NullMarked
package org.openward.fhir.standard;

import org.jspecify.annotations.NullMarked;
